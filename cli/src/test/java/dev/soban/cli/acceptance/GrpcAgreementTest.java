package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.client.GrpcMessages;
import dev.soban.cli.acceptance.client.PythonClient;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.IdentityModel;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import dev.soban.protocol.inference.InferParameter;
import dev.soban.protocol.inference.ModelInferRequest;
import dev.soban.protocol.inference.ModelInferResponse;
import dev.soban.protocol.inference.ModelStreamInferResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same bits arrive over gRPC as over HTTP. */
class GrpcAgreementTest {
  private static ServedModels served;
  private static ManagedChannel channel;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    models.bare("identity", IdentityModel.ofAllTypes());
    models.bare("typed", IdentityModel.of(typedTypes()));
    models.version("concat", TestData.path("onnx_conformance/test_string_concat/model.onnx"));
    models.bare(TestData.path("onnx_small/example_float16.onnx"));
    models.bare(TestData.path("onnx_small/example_multitype.onnx"));
    models.bare(TestData.path("bad_models/all_dtypes_identity.onnx"));
    served = ServedModels.of(models);
    channel = NettyChannelBuilder.forAddress(served.server().grpcAddress()).usePlaintext().build();
  }

  @AfterAll
  static void close() {
    if (served != null) {
      channel.shutdownNow();
      served.expectNothingHeld();
      served.close();
    }
  }

  /** What the messages can hold beside tensors' memory. */
  private static Set<String> typedTypes() {
    Set<String> types = new TreeSet<>(IdentityModel.TYPES.keySet());
    types.removeAll(List.of("FP16", "BF16"));
    return types;
  }

  private static Map<String, TensorValue> values(Set<String> types) {
    Map<String, TensorValue> values = new LinkedHashMap<>();
    HardValues.ofAllTypes()
        .forEach(
            (type, value) -> {
              if (types.contains(type)) {
                values.put("in_" + type, value);
              }
            });
    return values;
  }

  private static Map<String, TensorValue> overHttp(
      String model, Map<String, TensorValue> inputs, Transfer transfer) {
    Question question = new Question();
    inputs.forEach(question::input);
    return served.client().infer(model, question, transfer).outputs();
  }

  private static ModelInferResponse ask(ModelInferRequest request) {
    return GRPCInferenceServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .modelInfer(request);
  }

  @Test
  void every_type_comes_back_to_the_bit() {
    Map<String, TensorValue> inputs = values(IdentityModel.TYPES.keySet());

    Map<String, TensorValue> outputs =
        GrpcMessages.outputs(ask(GrpcMessages.raw("identity", inputs).build()));

    assertThat(outputs).hasSameSizeAs(IdentityModel.TYPES);
    inputs.forEach(
        (name, value) -> assertThat(outputs.get(name.replace("in_", "out_"))).isEqualTo(value));
    assertThat(outputs).isEqualTo(overHttp("identity", inputs, Transfer.BINARY));
    assertThat(outputs).isEqualTo(overHttp("identity", inputs, Transfer.JSON));
  }

  @Test
  void values_in_the_message_are_the_same_values() {
    Map<String, TensorValue> inputs = values(typedTypes());

    Map<String, TensorValue> outputs =
        GrpcMessages.outputs(ask(GrpcMessages.typed("typed", inputs).build()));

    assertThat(outputs).hasSize(typedTypes().size());
    assertThat(outputs).isEqualTo(overHttp("typed", inputs, Transfer.BINARY));
  }

  @Test
  void a_stream_agrees_too() {
    Map<String, TensorValue> all = values(IdentityModel.TYPES.keySet());
    Map<String, TensorValue> typed = values(typedTypes());

    List<ModelInferResponse> answers =
        stream(
            List.of(
                GrpcMessages.raw("identity", all).build(),
                GrpcMessages.typed("typed", typed).build(),
                GrpcMessages.raw("typed", typed).build()));

    assertThat(GrpcMessages.outputs(answers.get(0)))
        .isEqualTo(overHttp("identity", all, Transfer.BINARY));
    assertThat(GrpcMessages.outputs(answers.get(1)))
        .isEqualTo(overHttp("typed", typed, Transfer.BINARY))
        .isEqualTo(GrpcMessages.outputs(answers.get(2)));
  }

  private static List<ModelInferResponse> stream(List<ModelInferRequest> requests) {
    List<ModelInferResponse> answers = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> end = new CompletableFuture<>();
    StreamObserver<ModelInferRequest> questions =
        GRPCInferenceServiceGrpc.newStub(channel)
            .modelStreamInfer(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ModelStreamInferResponse answer) {
                    assertThat(answer.getErrorMessage()).isEmpty();
                    answers.add(answer.getInferResponse());
                  }

                  @Override
                  public void onError(Throwable failure) {
                    end.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {
                    end.complete(null);
                  }
                });
    requests.forEach(questions::onNext);
    questions.onCompleted();
    end.orTimeout(30, TimeUnit.SECONDS).join();
    return answers;
  }

  @Test
  void strings_are_joined_alike() {
    Map<String, TensorValue> inputs = new LinkedHashMap<>();
    inputs.put("x", TensorValue.texts("소", "😀"));
    inputs.put("y", TensorValue.texts("반", "𠀀b"));

    assertThat(GrpcMessages.outputs(ask(GrpcMessages.typed("concat", inputs).build())))
        .isEqualTo(GrpcMessages.outputs(ask(GrpcMessages.raw("concat", inputs).build())))
        .isEqualTo(overHttp("concat", inputs, Transfer.BINARY));
  }

  @Test
  void bits_that_no_number_has_survive() {
    byte[] signalling = {1, 0, (byte) 0x81, 0x7F, 2, 0, (byte) 0xFF, (byte) 0xFF};
    Map<String, TensorValue> inputs = values(IdentityModel.TYPES.keySet());
    inputs.replaceAll((name, value) -> one(name.replace("in_", "")));
    inputs.put("in_FP32", TensorValue.of("FP32", TensorValue.shape(1, 2), signalling));
    inputs.put("in_FP16", TensorValue.of("FP16", TensorValue.shape(1, 4), signalling));

    Map<String, TensorValue> outputs =
        GrpcMessages.outputs(ask(GrpcMessages.raw("identity", inputs).build()));

    assertThat(outputs.get("out_FP32")).isEqualTo(inputs.get("in_FP32"));
    assertThat(outputs.get("out_FP16")).isEqualTo(inputs.get("in_FP16"));
  }

  private static TensorValue one(String type) {
    return type.equals(TensorValue.STRINGS)
        ? TensorValue.strings(TensorValue.shape(1, 1), List.of(new byte[] {'a'}))
        : TensorValue.numbers(type, TensorValue.shape(1, 1), 1);
  }

  @Test
  void small_models_of_other_makers_agree() {
    for (String model : List.of("example_float16", "example_multitype", "all_dtypes_identity")) {
      if (served.ready(model)) {
        Map<String, TensorValue> inputs = new MadeUpInputs(model).inputs(served.metadata(model));

        assertThat(GrpcMessages.outputs(ask(GrpcMessages.raw(model, inputs).build())))
            .as(model)
            .isNotEmpty()
            .isEqualTo(overHttp(model, inputs, Transfer.BINARY));
      }
    }
  }

  @Test
  void some_outputs_are_given_when_only_some_are_asked_for() {
    ModelInferRequest.Builder request =
        GrpcMessages.raw("identity", values(IdentityModel.TYPES.keySet()));
    request.addOutputsBuilder().setName("out_FP16");
    request
        .addOutputsBuilder()
        .setName("out_BYTES")
        .putParameters("binary_data", InferParameter.newBuilder().setBoolParam(false).build());

    assertThat(GrpcMessages.outputs(ask(request.build())))
        .containsOnlyKeys("out_FP16", "out_BYTES")
        .containsEntry("out_FP16", HardValues.ofAllTypes().get("FP16"));
  }

  @Test
  void pythons_generated_client_agrees(@TempDir Path folder) {
    PythonClient python = PythonClient.in(folder, served.server().grpcAddress());
    Map<String, TensorValue> all = values(IdentityModel.TYPES.keySet());
    Map<String, TensorValue> typed = values(typedTypes());

    assertThat(python.ask("raw", "identity", all))
        .isEqualTo(overHttp("identity", all, Transfer.BINARY));
    assertThat(python.ask("typed", "typed", typed))
        .isEqualTo(overHttp("typed", typed, Transfer.BINARY));
    assertThat(python.ask("stream", "identity", all))
        .isEqualTo(overHttp("identity", all, Transfer.BINARY));
  }
}
