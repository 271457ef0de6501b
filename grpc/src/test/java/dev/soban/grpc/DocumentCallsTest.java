package dev.soban.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import dev.soban.core.tensor.DataType;
import dev.soban.protocol.inference.CudaSharedMemoryStatusRequest;
import dev.soban.protocol.inference.LogSettingsRequest;
import dev.soban.protocol.inference.ModelConfig;
import dev.soban.protocol.inference.ModelConfigRequest;
import dev.soban.protocol.inference.ModelMetadataRequest;
import dev.soban.protocol.inference.ModelMetadataResponse;
import dev.soban.protocol.inference.ModelReadyRequest;
import dev.soban.protocol.inference.ModelRepositoryParameter;
import dev.soban.protocol.inference.ModelStatisticsRequest;
import dev.soban.protocol.inference.RepositoryIndexRequest;
import dev.soban.protocol.inference.RepositoryIndexResponse.ModelIndex;
import dev.soban.protocol.inference.RepositoryModelLoadRequest;
import dev.soban.protocol.inference.RepositoryModelUnloadRequest;
import dev.soban.protocol.inference.ServerLiveRequest;
import dev.soban.protocol.inference.ServerMetadataRequest;
import dev.soban.protocol.inference.ServerReadyRequest;
import dev.soban.protocol.inference.SystemSharedMemoryRegisterRequest;
import dev.soban.protocol.inference.TraceSettingRequest;
import dev.soban.server.ScriptedControl;
import dev.soban.server.ScriptedModel;
import dev.soban.server.access.Access;
import dev.soban.server.control.Changes;
import dev.soban.server.http.HttpLimits;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told and changed rather than computed. */
class DocumentCallsTest {
  private final ScriptedControl control = new ScriptedControl();
  private final LoadedModels models =
      ScriptedModel.loaded(
          ScriptedModel.echo(
              "echo",
              ScriptedModel.spec("x", DataType.FP32, -1, 4),
              ScriptedModel.spec("s", DataType.BYTES, -1)));
  private final GrpcPort port = new GrpcPort(models);
  private final GrpcPort changing =
      new GrpcPort(
          models,
          HttpLimits.DEFAULT,
          Access.ofThisMachine(),
          Optional.of(new Changes(control, task -> Thread.ofPlatform().start(task))));

  DocumentCallsTest() {
    models.put(
        new VersionStatus("broken", "1", VersionState.FAILED, "no such file", Optional.empty()));
  }

  @AfterEach
  void close() {
    port.close();
    changing.close();
  }

  private static void expectStatus(Status.Code code, String text, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> {
              assertThat(refused.getStatus().getCode()).isEqualTo(code);
              assertThat(refused.getStatus().getDescription()).startsWith(text);
            });
  }

  @Test
  void the_server_lives_and_is_ready_until_it_leaves() {
    assertThat(port.client().serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    assertThat(port.client().serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
        .isTrue();

    port.readiness.leave();

    assertThat(port.client().serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    assertThat(port.client().serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
        .isFalse();
  }

  @Test
  void the_server_names_itself_and_what_works() {
    var plain = port.client().serverMetadata(ServerMetadataRequest.getDefaultInstance());
    var control = changing.client().serverMetadata(ServerMetadataRequest.getDefaultInstance());

    assertThat(plain.getName()).isEqualTo("soban");
    assertThat(plain.getVersion()).isEqualTo("9.9.9");
    assertThat(plain.getExtensionsList()).contains("statistics").doesNotContain("model_repository");
    assertThat(control.getExtensionsList()).contains("model_repository");
  }

  @Test
  void a_model_is_ready_or_not_or_unknown() {
    assertThat(ready("echo", "")).isTrue();
    assertThat(ready("echo", "1")).isTrue();
    assertThat(ready("broken", "")).isFalse();
    expectStatus(Status.Code.NOT_FOUND, "model nobody: not found", () -> ready("nobody", ""));
  }

  private boolean ready(String model, String version) {
    return port.client()
        .modelReady(ModelReadyRequest.newBuilder().setName(model).setVersion(version).build())
        .getReady();
  }

  @Test
  void metadata_are_those_of_http() {
    ModelMetadataResponse metadata =
        port.client().modelMetadata(ModelMetadataRequest.newBuilder().setName("echo").build());

    assertThat(metadata.getName()).isEqualTo("echo");
    assertThat(metadata.getVersionsList()).containsExactly("1");
    assertThat(metadata.getPlatform()).isEqualTo("onnxruntime_onnx");
    assertThat(metadata.getInputs(0).getDatatype()).isEqualTo("FP32");
    assertThat(metadata.getInputs(0).getShapeList()).containsExactly(-1L, 4L);
    assertThat(metadata.getOutputs(1).getName()).isEqualTo("s");
    assertThat(metadata.getPropertiesMap()).containsEntry("device", "cpu").containsKey("stack");
    expectStatus(
        Status.Code.NOT_FOUND,
        "model echo: no version 7",
        () ->
            port.client()
                .modelMetadata(
                    ModelMetadataRequest.newBuilder().setName("echo").setVersion("7").build()));
  }

  @Test
  void the_configuration_leaves_the_rows_out() {
    ModelConfig config =
        port.client()
            .modelConfig(ModelConfigRequest.newBuilder().setName("echo").build())
            .getConfig();

    assertThat(config.getMaxBatchSize()).isPositive();
    assertThat(config.getInput(0).getDimsList()).containsExactly(4L);
    assertThat(config.getInput(0).getDataType().name()).isEqualTo("TYPE_FP32");
    assertThat(config.getOutput(1).getDataType().name()).isEqualTo("TYPE_STRING");
    assertThat(config.hasDynamicBatching()).isTrue();
    assertThat(config.getInstanceGroup(0).getCount()).isEqualTo(2);
    assertThat(config.getModelTransactionPolicy().getDecoupled()).isFalse();
  }

  @Test
  void statistics_are_of_one_model_or_of_all() {
    var one =
        port.client()
            .modelStatistics(
                ModelStatisticsRequest.newBuilder().setName("echo").setVersion("1").build());
    var all = port.client().modelStatistics(ModelStatisticsRequest.getDefaultInstance());

    assertThat(one.getModelStats(0).getName()).isEqualTo("echo");
    assertThat(one.getModelStats(0).getInferenceStats().getSuccess().getCount()).isZero();
    assertThat(all.getModelStatsList()).isEqualTo(one.getModelStatsList());
  }

  @Test
  void the_index_lists_every_version_or_the_ready_ones() {
    var all = port.client().repositoryIndex(RepositoryIndexRequest.getDefaultInstance());
    var ready =
        port.client().repositoryIndex(RepositoryIndexRequest.newBuilder().setReady(true).build());

    assertThat(all.getModelsList())
        .extracting(ModelIndex::getName)
        .containsExactly("broken", "echo");
    assertThat(all.getModels(0).getState()).isEqualTo("UNAVAILABLE");
    assertThat(all.getModels(0).getReason()).isEqualTo("no such file");
    assertThat(ready.getModelsList()).extracting(ModelIndex::getName).containsExactly("echo");
  }

  @Test
  void loading_is_not_offered_unless_it_is_switched_on() {
    RepositoryModelLoadRequest load =
        RepositoryModelLoadRequest.newBuilder().setModelName("echo").build();
    String told = "loading and unloading over this protocol is not offered";

    expectStatus(Status.Code.UNIMPLEMENTED, told, () -> port.client().repositoryModelLoad(load));
    var _ = changing.client().repositoryModelLoad(load);
    var _ =
        changing
            .client()
            .repositoryModelUnload(
                RepositoryModelUnloadRequest.newBuilder().setModelName("echo").build());

    assertThat(control.calls).containsExactly("reload by anonymous@127.0.0.1", "unload echo 1");
  }

  @Test
  void a_change_that_fails_says_why() {
    control.failWith(new ModelNotReady("the file is damaged"));

    expectStatus(
        Status.Code.UNAVAILABLE,
        "the file is damaged",
        () ->
            changing
                .client()
                .repositoryModelLoad(
                    RepositoryModelLoadRequest.newBuilder().setModelName("echo").build()));
    expectStatus(
        Status.Code.INVALID_ARGUMENT,
        "model_name: missing",
        () ->
            changing.client().repositoryModelLoad(RepositoryModelLoadRequest.getDefaultInstance()));
  }

  @Test
  void nothing_is_uploaded() {
    expectStatus(
        Status.Code.UNIMPLEMENTED,
        "parameters.config: models are not uploaded",
        () ->
            changing
                .client()
                .repositoryModelLoad(
                    RepositoryModelLoadRequest.newBuilder()
                        .setModelName("echo")
                        .putParameters("config", ModelRepositoryParameter.getDefaultInstance())
                        .build()));
    assertThat(control.calls).isEmpty();
  }

  @Test
  void what_is_not_offered_says_so() {
    expectStatus(
        Status.Code.UNIMPLEMENTED,
        "shared memory: not offered",
        () ->
            port.client()
                .systemSharedMemoryRegister(
                    SystemSharedMemoryRegisterRequest.getDefaultInstance()));
    expectStatus(
        Status.Code.UNIMPLEMENTED,
        "shared memory: not offered",
        () ->
            port.client()
                .cudaSharedMemoryStatus(CudaSharedMemoryStatusRequest.getDefaultInstance()));
    expectStatus(
        Status.Code.UNIMPLEMENTED,
        "trace settings: not offered",
        () -> port.client().traceSetting(TraceSettingRequest.getDefaultInstance()));
    expectStatus(
        Status.Code.UNIMPLEMENTED,
        "log settings: not offered",
        () -> port.client().logSettings(LogSettingsRequest.getDefaultInstance()));
  }

  @Test
  void tools_find_the_services_by_reflection() {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> questions =
        ServerReflectionGrpc.newStub(port.channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse services) {
                    answer.complete(services);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    answer.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });

    questions.onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());

    assertThat(answer).succeedsWithin(Duration.ofSeconds(20));
    List<String> names =
        answer.join().getListServicesResponse().getServiceList().stream()
            .map(ServiceResponse::getName)
            .toList();
    questions.onCompleted();
    assertThat(names)
        .contains(
            "inference.GRPCInferenceService",
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection");
  }
}
