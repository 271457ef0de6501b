package dev.soban.cli.acceptance.conformance;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.soban.protocol.inference.ModelConfigResponse;
import dev.soban.protocol.inference.ModelInferRequest;
import dev.soban.protocol.inference.ModelInferResponse;
import dev.soban.protocol.inference.ModelMetadataResponse;
import dev.soban.protocol.inference.ModelReadyResponse;
import dev.soban.protocol.inference.ModelStatisticsResponse;
import dev.soban.protocol.inference.RepositoryIndexResponse;
import dev.soban.protocol.inference.ServerLiveResponse;
import dev.soban.protocol.inference.ServerMetadataResponse;
import dev.soban.protocol.inference.ServerReadyResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Servers that are wrong over gRPC. */
final class WrongGrpcServers {
  private static final String INFER = "ModelInfer";

  private WrongGrpcServers() {}

  static List<WrongGrpc> told() {
    return List.of(
        WrongGrpc.answers(
            "not live", "GRPC-001", "ServerLive", m -> ServerLiveResponse.getDefaultInstance()),
        WrongGrpc.answers(
            "not ready", "GRPC-002", "ServerReady", m -> ServerReadyResponse.getDefaultInstance()),
        WrongGrpc.answers(
            "no model is ready",
            "GRPC-003 GRPC-004",
            "ModelReady",
            m -> ModelReadyResponse.getDefaultInstance()),
        instead(
            "every model is ready",
            "GRPC-005",
            ModelReadyResponse.newBuilder().setReady(true).build()),
        WrongGrpc.answers(
            "another version of the server",
            "BOTH-001",
            "ServerMetadata",
            m -> ((ServerMetadataResponse) m).toBuilder().setVersion("other").build()),
        WrongGrpc.answers(
            "no name of the server",
            "GRPC-006",
            "ServerMetadata",
            m -> ((ServerMetadataResponse) m).toBuilder().clearName().build()),
        metadata(
            "an unknown datatype",
            "GRPC-007",
            model -> model.getInputsBuilder(0).setDatatype("FLOAT")),
        metadata("another name", "GRPC-008", model -> model.setName("other")),
        metadata("another shape", "BOTH-002", model -> model.getInputsBuilder(0).addShape(1)),
        instead(
            "unknown models have metadata",
            "GRPC-009 GRPC-010",
            ModelMetadataResponse.getDefaultInstance()),
        instead(
            "unknown models have a configuration",
            "GRPC-091",
            ModelConfigResponse.getDefaultInstance()),
        instead(
            "unknown models have statistics",
            "GRPC-093",
            ModelStatisticsResponse.getDefaultInstance()));
  }

  static List<WrongGrpc> inference() {
    return List.of(
        infer("a byte less", "GRPC-020", WrongGrpcServers::aByteLess),
        requests("typed contents not read", "GRPC-021", WrongGrpcServers::noContents),
        infer("no model_name", "GRPC-022", ModelInferResponse.Builder::clearModelName),
        infer("a version that is not", "GRPC-023 GRPC-027", answer -> answer.setModelVersion("7")),
        infer("no id", "GRPC-024", ModelInferResponse.Builder::clearId),
        infer("an output less", "GRPC-025", WrongGrpcServers::anOutputLess),
        requests("outputs not chosen", "GRPC-026", ModelInferRequest.Builder::clearOutputs),
        requests("parameters refused", "GRPC-028", WrongGrpcServers::noParameters),
        requests("large requests cut", "GRPC-029", WrongGrpcServers::cut),
        infer("values of somebody else", "GRPC-045", WrongGrpcServers::ofSomebodyElse),
        infer("the lowest bit lost", "BOTH-003 BOTH-004", WrongGrpcServers::lowestBit));
  }

  static List<WrongGrpc> refusals() {
    return List.of(
        accepting(),
        WrongGrpc.refusals("no reasons", "GRPC-050", status -> status.withDescription(null)),
        WrongGrpc.refusals(
            "reasons of its own", "BOTH-005", status -> status.withDescription("no")),
        WrongGrpc.refusals(
            "one status for all",
            "GRPC-011 GRPC-064 GRPC-071 GRPC-072",
            WrongGrpcServers::internal),
        WrongGrpc.refusals(
            "refusals look like an outage",
            "GRPC-050",
            status -> Status.UNAVAILABLE.withDescription(status.getDescription())));
  }

  static List<WrongGrpc> extensions() {
    return List.of(
        WrongGrpc.answers(
            "a configuration without inputs",
            "GRPC-090",
            "ModelConfig",
            message -> {
              ModelConfigResponse.Builder config = ((ModelConfigResponse) message).toBuilder();
              config.getConfigBuilder().clearInput();
              return config.build();
            }),
        statistics("counts do not grow", "GRPC-092 BOTH-006", count -> 0),
        statistics("successes count twice", "GRPC-092", count -> 2 * count),
        WrongGrpc.answers(
            "an empty index",
            "GRPC-094",
            "RepositoryIndex",
            message -> RepositoryIndexResponse.getDefaultInstance()),
        requests(
            "no classes",
            "GRPC-095",
            call -> call.getOutputsBuilderList().forEach(o -> o.clearParameters())));
  }

  private static WrongGrpc metadata(
      String breaks, String noticedBy, Consumer<ModelMetadataResponse.Builder> change) {
    return WrongGrpc.answers(
        breaks,
        noticedBy,
        "ModelMetadata",
        message -> {
          ModelMetadataResponse.Builder model = ((ModelMetadataResponse) message).toBuilder();
          change.accept(model);
          return model.build();
        });
  }

  private static WrongGrpc infer(
      String breaks, String noticedBy, Consumer<ModelInferResponse.Builder> change) {
    return WrongGrpc.answers(
        breaks,
        noticedBy,
        INFER,
        message -> {
          ModelInferResponse.Builder answer = ((ModelInferResponse) message).toBuilder();
          change.accept(answer);
          return answer.build();
        });
  }

  private static WrongGrpc requests(
      String breaks, String noticedBy, Consumer<ModelInferRequest.Builder> change) {
    UnaryOperator<Message> changed =
        message -> {
          ModelInferRequest.Builder call = ((ModelInferRequest) message).toBuilder();
          change.accept(call);
          return call.build();
        };
    return WrongGrpc.requests(breaks, noticedBy, INFER, changed);
  }

  /** What is refused is answered like this, when it is the method's kind of answer. */
  private static WrongGrpc instead(String breaks, String noticedBy, Message answer) {
    String method = answer.getDescriptorForType().getName().replace("Response", "");
    return new WrongGrpc(
        breaks,
        WrongGrpc.ids(noticedBy),
        (asked, request, upstream) -> {
          try {
            return upstream.ask(request);
          } catch (StatusRuntimeException e) {
            if (asked.equals(method)) {
              return answer;
            }
            throw e;
          }
        });
  }

  /** Answers what is wrong as it answered what was right before. */
  private static WrongGrpc accepting() {
    AtomicReference<Message> good = new AtomicReference<>(ModelInferResponse.getDefaultInstance());
    String noticedBy =
        "GRPC-050 GRPC-051 GRPC-052 GRPC-053 GRPC-054 GRPC-055 GRPC-056 GRPC-057 GRPC-058 GRPC-059"
            + " GRPC-060 GRPC-061 GRPC-062 GRPC-063 GRPC-064 GRPC-065 GRPC-066 GRPC-067 GRPC-068"
            + " GRPC-069 GRPC-070";
    return new WrongGrpc(
        "everything is fine",
        WrongGrpc.ids(noticedBy),
        (asked, request, upstream) -> {
          try {
            Message answer = upstream.ask(request);
            if (asked.equals(INFER)) {
              good.set(answer);
            }
            return answer;
          } catch (StatusRuntimeException e) {
            if (asked.equals(INFER)) {
              return good.get();
            }
            throw e;
          }
        });
  }

  /** A count in place of another. */
  private interface Count {
    long of(long count);
  }

  private static WrongGrpc statistics(String breaks, String noticedBy, Count change) {
    return WrongGrpc.answers(
        breaks,
        noticedBy,
        "ModelStatistics",
        message -> {
          ModelStatisticsResponse.Builder told = ((ModelStatisticsResponse) message).toBuilder();
          told.getModelStatsBuilderList()
              .forEach(
                  model -> {
                    var success = model.getInferenceStatsBuilder().getSuccessBuilder();
                    success.setCount(change.of(success.getCount()));
                  });
          return told.build();
        });
  }

  private static void anOutputLess(ModelInferResponse.Builder answer) {
    List<ByteString> contents = answer.getRawOutputContentsList();
    List<ByteString> rest = List.copyOf(contents.subList(1, contents.size()));
    answer.removeOutputs(0).clearRawOutputContents().addAllRawOutputContents(rest);
  }

  private static void aByteLess(ModelInferResponse.Builder answer) {
    ByteString contents = answer.getRawOutputContents(0);
    answer.setRawOutputContents(0, contents.substring(0, contents.size() - 1));
  }

  private static void noContents(ModelInferRequest.Builder call) {
    call.getInputsBuilderList()
        .forEach(
            input -> {
              var contents = input.getContentsBuilder();
              for (int i = 0; i < contents.getFp32ContentsCount(); i++) {
                contents.setFp32Contents(i, 9);
              }
            });
  }

  private static void noParameters(ModelInferRequest.Builder call) {
    if (call.getParametersCount() > 0) {
      throw Status.INVALID_ARGUMENT.withDescription("no parameters").asRuntimeException();
    }
  }

  private static void cut(ModelInferRequest.Builder call) {
    if (call.build().getSerializedSize() > 1 << 20) {
      throw Status.RESOURCE_EXHAUSTED.withDescription("too large").asRuntimeException();
    }
  }

  private static void ofSomebodyElse(ModelInferResponse.Builder answer) {
    if (answer.getId().startsWith("concurrent")) {
      zeros(answer);
    }
  }

  static void zeros(ModelInferResponse.Builder answer) {
    for (int i = 0; i < answer.getRawOutputContentsCount(); i++) {
      byte[] zeros = new byte[answer.getRawOutputContents(i).size()];
      answer.setRawOutputContents(i, ByteString.copyFrom(zeros));
    }
  }

  private static void lowestBit(ModelInferResponse.Builder answer) {
    for (int i = 0; i < answer.getRawOutputContentsCount(); i++) {
      byte[] bytes = answer.getRawOutputContents(i).toByteArray();
      if (answer.getOutputs(i).getDatatype().equals("FP32")) {
        bytes[0] ^= 1;
      }
      answer.setRawOutputContents(i, ByteString.copyFrom(bytes));
    }
  }

  private static Status internal(Status status) {
    return Status.INTERNAL.withDescription(status.getDescription());
  }
}
