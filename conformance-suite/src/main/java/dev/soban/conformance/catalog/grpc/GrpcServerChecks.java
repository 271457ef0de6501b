package dev.soban.conformance.catalog.grpc;

import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.subject.Model;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.verdict.Unmet;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import dev.soban.protocol.inference.ModelMetadataRequest;
import dev.soban.protocol.inference.ModelMetadataResponse;
import dev.soban.protocol.inference.ModelMetadataResponse.TensorMetadata;
import dev.soban.protocol.inference.ModelReadyRequest;
import dev.soban.protocol.inference.ServerLiveRequest;
import dev.soban.protocol.inference.ServerMetadataRequest;
import dev.soban.protocol.inference.ServerMetadataResponse;
import dev.soban.protocol.inference.ServerReadyRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;

/** Health and metadata over gRPC. */
final class GrpcServerChecks {
  private GrpcServerChecks() {}

  static List<Check> all() {
    return new CheckList(Section.GRPC_SERVER)
        .source("OIP gRPC, Health")
        .must("GRPC-001", "ServerLive says that the server is live", GrpcServerChecks::live)
        .must("GRPC-002", "ServerReady says that the server is ready", GrpcServerChecks::ready)
        .must(
            "GRPC-003",
            "ModelReady says that a model that answers is ready",
            GrpcServerChecks::modelReady)
        .must("GRPC-004", "ModelReady knows versions", GrpcServerChecks::versionReady)
        .must(
            "GRPC-005",
            "ModelReady does not call an unknown model ready",
            GrpcServerChecks::unknownReady)
        .source("OIP gRPC, Server Metadata")
        .must("GRPC-006", "ServerMetadata tells name and version", GrpcServerChecks::serverMetadata)
        .source("OIP gRPC, Model Metadata")
        .must(
            "GRPC-007",
            "ModelMetadata tell name, inputs and outputs of every model",
            GrpcServerChecks::modelMetadata)
        .must("GRPC-008", "ModelMetadata know versions", GrpcServerChecks::versionMetadata)
        .must(
            "GRPC-009",
            "ModelMetadata of an unknown model are refused",
            target -> metadataRefusal(target, Model.UNKNOWN, ""))
        .must(
            "GRPC-010",
            "ModelMetadata of an unknown version are refused",
            target -> metadataRefusal(target, target.model().name(), Model.UNKNOWN_VERSION))
        .should("GRPC-011", "Unknown models and versions are NOT_FOUND", GrpcServerChecks::notFound)
        .source("gRPC, Health Checking Protocol")
        .should("GRPC-012", "grpc.health.v1 says SERVING", GrpcServices::serving)
        .should(
            "GRPC-013",
            "grpc.health.v1 does not know unknown services",
            GrpcServices::unknownService)
        .should("GRPC-014", "grpc.health.v1 lets watch", GrpcServices::watch)
        .source("gRPC, Server Reflection Protocol")
        .should("GRPC-015", "Reflection lists the inference service", GrpcServices::reflection)
        .checks();
  }

  private static void live(Target target) {
    boolean live =
        target
            .grpc()
            .ask(
                GRPCInferenceServiceGrpc.getServerLiveMethod(),
                ServerLiveRequest.getDefaultInstance())
            .getLive();
    Unmet.unless(live, "live: true", live);
  }

  private static void ready(Target target) {
    boolean ready =
        target
            .grpc()
            .ask(
                GRPCInferenceServiceGrpc.getServerReadyMethod(),
                ServerReadyRequest.getDefaultInstance())
            .getReady();
    Unmet.unless(ready, "ready: true", ready);
  }

  private static boolean ready(Target target, String model, String version) {
    return target
        .grpc()
        .ask(
            GRPCInferenceServiceGrpc.getModelReadyMethod(),
            ModelReadyRequest.newBuilder().setName(model).setVersion(version).build())
        .getReady();
  }

  private static void modelReady(Target target) {
    target.grpc();
    for (Usable usable : target.allUsable()) {
      Unmet.unless(ready(target, usable.name(), ""), "ready: true", "false");
    }
  }

  private static void versionReady(Target target) {
    Model model = Calls.model(target).model();
    Unmet.unless(ready(target, model.name(), model.version()), "ready: true", "false");
  }

  private static void unknownReady(Target target) {
    try {
      ModelReadyRequest request = ModelReadyRequest.newBuilder().setName(Model.UNKNOWN).build();
      boolean ready =
          target
              .grpc()
              .call(
                  GRPCInferenceServiceGrpc.getModelReadyMethod(), request, target.grpc().timeout())
              .getReady();
      Unmet.unless(!ready, "ready: false, or a refusal", "true");
    } catch (StatusRuntimeException e) {
      Calls.expectTold(e.getStatus());
    }
  }

  private static void serverMetadata(Target target) {
    ServerMetadataResponse told =
        target
            .grpc()
            .ask(
                GRPCInferenceServiceGrpc.getServerMetadataMethod(),
                ServerMetadataRequest.getDefaultInstance());
    Unmet.unless(!told.getName().isEmpty(), "a name", "none");
    Unmet.unless(!told.getVersion().isEmpty(), "a version", "none");
  }

  /** The metadata of a model; of its default version where none is named. */
  static ModelMetadataResponse metadata(Target target, String model, String version) {
    return target
        .grpc()
        .ask(
            GRPCInferenceServiceGrpc.getModelMetadataMethod(),
            ModelMetadataRequest.newBuilder().setName(model).setVersion(version).build());
  }

  private static void modelMetadata(Target target) {
    target.grpc();
    for (Model model : target.models()) {
      ModelMetadataResponse told = metadata(target, model.name(), "");
      Unmet.unlessEqual("name", model.name(), told.getName());
      told.getInputsList().forEach(GrpcServerChecks::expectTensor);
      told.getOutputsList().forEach(GrpcServerChecks::expectTensor);
    }
  }

  private static void expectTensor(TensorMetadata tensor) {
    Unmet.unless(!tensor.getName().isEmpty(), "a name for every tensor", "none");
    Unmet.unless(
        Datatype.named(tensor.getDatatype()).isPresent(),
        "a datatype of the protocol",
        tensor.getDatatype());
    boolean fits = tensor.getShapeList().stream().allMatch(dim -> dim >= -1);
    Unmet.unless(fits, "dimensions that are -1 or more", tensor.getShapeList());
  }

  private static void versionMetadata(Target target) {
    Model model = Calls.model(target).model();
    Unmet.unlessEqual(
        "name", model.name(), metadata(target, model.name(), model.version()).getName());
  }

  private static Status metadataRefusal(Target target, String model, String version) {
    Status status =
        target
            .grpc()
            .refusal(
                GRPCInferenceServiceGrpc.getModelMetadataMethod(),
                ModelMetadataRequest.newBuilder().setName(model).setVersion(version).build());
    Calls.expectTold(status);
    return status;
  }

  private static void notFound(Target target) {
    Calls.expectCode(Status.Code.NOT_FOUND, metadataRefusal(target, Model.UNKNOWN, ""));
    String model = target.model().name();
    Calls.expectCode(Status.Code.NOT_FOUND, metadataRefusal(target, model, Model.UNKNOWN_VERSION));
  }
}
