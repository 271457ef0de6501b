package dev.soban.grpc.document;

import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.PredictionException.Unsupported;
import dev.soban.grpc.call.Parsed;
import dev.soban.grpc.call.Serving;
import dev.soban.grpc.call.SmallCall;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import dev.soban.protocol.inference.ModelReadyResponse;
import dev.soban.protocol.inference.ModelRepositoryParameter;
import dev.soban.protocol.inference.RepositoryModelLoadRequest;
import dev.soban.protocol.inference.RepositoryModelLoadResponse;
import dev.soban.protocol.inference.RepositoryModelUnloadRequest;
import dev.soban.protocol.inference.RepositoryModelUnloadResponse;
import dev.soban.protocol.inference.ServerLiveResponse;
import dev.soban.protocol.inference.ServerMetadataResponse;
import dev.soban.protocol.inference.ServerReadyResponse;
import dev.soban.server.access.Scope;
import dev.soban.server.control.Changes;
import dev.soban.server.control.RepositoryChanges;
import dev.soban.server.document.ModelDirectory;
import dev.soban.server.document.RepositoryRequest;
import dev.soban.server.document.ServerMetadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every call of the inference protocol but inference itself, and what it is answered with. */
public final class DocumentCalls {
  private final Serving serving;
  private final ModelDirectory models;
  private final Optional<RepositoryChanges> changes;
  private final ServerMetadataResponse server;

  /**
   * @param version of the program
   */
  public DocumentCalls(Serving serving, String version) {
    this.serving = serving;
    this.models = serving.models();
    this.changes =
        serving
            .http()
            .changes()
            .map(threads -> new RepositoryChanges(serving.http().models(), threads));
    this.server = Messages.of(new ServerMetadata(version, changes.isPresent()));
  }

  public List<ServerMethodDefinition<?, ?>> methods() {
    return List.of(
        told(
            GRPCInferenceServiceGrpc.getServerLiveMethod(),
            null,
            any -> ServerLiveResponse.newBuilder().setLive(true).build()),
        told(
            GRPCInferenceServiceGrpc.getServerReadyMethod(),
            null,
            any ->
                ServerReadyResponse.newBuilder()
                    .setReady(serving.http().readiness().ready())
                    .build()),
        told(GRPCInferenceServiceGrpc.getServerMetadataMethod(), Scope.INFER, any -> server),
        told(
            GRPCInferenceServiceGrpc.getModelReadyMethod(),
            Scope.INFER,
            asked ->
                ModelReadyResponse.newBuilder()
                    .setReady(models.trouble(asked.getName(), asked.getVersion()).isEmpty())
                    .build()),
        told(
            GRPCInferenceServiceGrpc.getModelMetadataMethod(),
            Scope.INFER,
            asked -> Messages.of(models.metadata(asked.getName(), asked.getVersion()))),
        told(
            GRPCInferenceServiceGrpc.getModelConfigMethod(),
            Scope.INFER,
            asked -> Messages.of(models.config(asked.getName(), asked.getVersion()))),
        told(
            GRPCInferenceServiceGrpc.getModelStatisticsMethod(),
            Scope.INFER,
            asked -> Messages.of(models.statistics(asked.getName(), asked.getVersion()))),
        told(
            GRPCInferenceServiceGrpc.getRepositoryIndexMethod(),
            Scope.INFER,
            asked -> Messages.of(models.index(asked.getReady()))),
        small(GRPCInferenceServiceGrpc.getRepositoryModelLoadMethod(), Scope.ADMIN, this::load),
        small(GRPCInferenceServiceGrpc.getRepositoryModelUnloadMethod(), Scope.ADMIN, this::unload),
        notOffered(GRPCInferenceServiceGrpc.getSystemSharedMemoryStatusMethod(), SHARED_MEMORY),
        notOffered(GRPCInferenceServiceGrpc.getSystemSharedMemoryRegisterMethod(), SHARED_MEMORY),
        notOffered(GRPCInferenceServiceGrpc.getSystemSharedMemoryUnregisterMethod(), SHARED_MEMORY),
        notOffered(GRPCInferenceServiceGrpc.getCudaSharedMemoryStatusMethod(), SHARED_MEMORY),
        notOffered(GRPCInferenceServiceGrpc.getCudaSharedMemoryRegisterMethod(), SHARED_MEMORY),
        notOffered(GRPCInferenceServiceGrpc.getCudaSharedMemoryUnregisterMethod(), SHARED_MEMORY),
        notOffered(GRPCInferenceServiceGrpc.getTraceSettingMethod(), TRACE),
        notOffered(GRPCInferenceServiceGrpc.getLogSettingsMethod(), LOG));
  }

  private static final String SHARED_MEMORY =
      "shared memory: not offered (expected: values in the request)";
  private static final String TRACE =
      "trace settings: not offered (expected: the metadata traceparent, which is passed on)";
  private static final String LOG =
      "log settings: not offered over this protocol (expected: logging in soban.yaml)";

  private <Q, A> ServerMethodDefinition<?, ?> told(
      MethodDescriptor<Q, A> method, @Nullable Scope scope, Function<Q, A> answer) {
    return small(method, scope, (question, reply) -> reply.send(answer.apply(question)));
  }

  private <Q, A> ServerMethodDefinition<?, ?> notOffered(
      MethodDescriptor<Q, A> method, String why) {
    return small(
        method,
        Scope.INFER,
        (question, reply) -> {
          throw new Unsupported(why);
        });
  }

  private <Q, A> ServerMethodDefinition<?, ?> small(
      MethodDescriptor<Q, A> method, @Nullable Scope scope, SmallCall.Answering<Q, A> answering) {
    return ServerMethodDefinition.create(
        Parsed.messagesOf(method), new SmallCall<>(serving, scope, answering));
  }

  private void load(
      RepositoryModelLoadRequest asked, SmallCall.Reply<RepositoryModelLoadResponse> reply) {
    RepositoryChanges offered = offered(asked.getModelName(), asked.getParametersMap());
    offered.load(
        asked.getModelName(),
        reply.actor(),
        outcome(reply, RepositoryModelLoadResponse.getDefaultInstance()));
  }

  private void unload(
      RepositoryModelUnloadRequest asked, SmallCall.Reply<RepositoryModelUnloadResponse> reply) {
    RepositoryChanges offered = offered(asked.getModelName(), asked.getParametersMap());
    offered.unload(
        asked.getModelName(),
        reply.actor(),
        outcome(reply, RepositoryModelUnloadResponse.getDefaultInstance()));
  }

  private RepositoryChanges offered(
      String model, Map<String, ModelRepositoryParameter> parameters) {
    RepositoryChanges offered =
        changes.orElseThrow(() -> new Unsupported(RepositoryChanges.NOT_OFFERED));
    if (model.isEmpty()) {
      throw new InvalidInput("model_name: missing (expected: a model's name)");
    }
    parameters.keySet().forEach(RepositoryRequest::refuseUpload);
    return offered;
  }

  private static <A> Changes.Outcome<Boolean> outcome(SmallCall.Reply<A> reply, A answer) {
    return new Changes.Outcome<>() {
      @Override
      public void done(Boolean changed) {
        reply.send(answer);
      }

      @Override
      public void failed(PredictionException failure) {
        reply.refuse(failure);
      }
    };
  }
}
