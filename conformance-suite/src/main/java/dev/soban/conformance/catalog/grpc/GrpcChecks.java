package dev.soban.conformance.catalog.grpc;

import dev.soban.conformance.check.Check;
import java.util.List;
import java.util.stream.Stream;

/** Everything that is tried over gRPC, alone and beside HTTP. */
public final class GrpcChecks {
  private GrpcChecks() {}

  public static List<Check> all() {
    return Stream.of(
            GrpcServerChecks.all(),
            GrpcInferenceChecks.all(),
            GrpcErrorChecks.all(),
            GrpcStreamChecks.all(),
            GrpcExtensionChecks.all(),
            AgreementChecks.all())
        .flatMap(List::stream)
        .toList();
  }
}
