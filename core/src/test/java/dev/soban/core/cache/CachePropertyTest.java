package dev.soban.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Origin.CacheUse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.ManualTicker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The cache never answers wrongly: every answer is what the model makes of the very question, also
 * where two questions differ in one aspect only.
 */
class CachePropertyTest {
  private final TensorPool pool = new TensorPool(64L << 20, 8L << 20);
  private final ManualTicker ticker = new ManualTicker();

  /** One input: equal bytes under several types and shapes. */
  record Input(DataType type, List<Long> dims, List<Byte> bytes) {
    Input fellow() {
      DataType fellow =
          switch (type) {
            case FP32 -> DataType.INT32;
            case INT32 -> DataType.FP32;
            case INT64 -> DataType.FP64;
            default -> DataType.INT8;
          };
      return new Input(fellow, dims, bytes);
    }

    /** As many elements in another shape. */
    Input reshaped() {
      List<Long> more = new ArrayList<>(dims.reversed());
      if (more.equals(dims)) {
        more.add(1L);
      }
      return new Input(type, more, bytes);
    }

    Input flipped() {
      List<Byte> others = new ArrayList<>(bytes);
      others.set(0, (byte) (bytes.getFirst() ^ 0x40));
      return new Input(type, dims, others);
    }
  }

  /** A request as plain values, so that equal ones are equal. */
  record Asked(
      String version,
      String tenant,
      Map<String, Input> inputs,
      List<String> outputs,
      Map<String, Object> parameters) {
    Asked with(String otherTenant) {
      return new Asked(version, otherTenant, inputs, outputs, parameters);
    }

    Asked with(List<String> otherOutputs) {
      return new Asked(version, tenant, inputs, otherOutputs, parameters);
    }

    Asked with(Map<String, Object> otherParameters) {
      return new Asked(version, tenant, inputs, outputs, otherParameters);
    }

    Asked with(String name, Input input) {
      Map<String, Input> others = new TreeMap<>(inputs);
      others.put(name, input);
      return new Asked(version, tenant, others, outputs, parameters);
    }

    Asked without(String name) {
      Map<String, Input> others = new TreeMap<>(inputs);
      others.remove(name);
      return new Asked(version, tenant, others, outputs, parameters);
    }

    /** What the model answers: everything that it was asked, as text. */
    String answer() {
      return version + new TreeMap<>(inputs) + outputs + new TreeMap<>(parameters);
    }
  }

  @Provide
  Arbitrary<Asked> asked() {
    Arbitrary<Input> input =
        Combinators.combine(
                Arbitraries.of(DataType.FP32, DataType.INT32, DataType.UINT8, DataType.INT64),
                Arbitraries.of(List.of(8L), List.of(1L, 8L), List.of(2L, 4L), List.of(4L, 2L)),
                Arbitraries.bytes().between((byte) 0, (byte) 1))
            .as(
                (type, dims, first) -> {
                  List<Byte> bytes = new ArrayList<>();
                  for (int i = 0; i < 8 * type.sizeBytes(); i++) {
                    bytes.add(i == 8 * type.sizeBytes() - 1 ? first : (byte) 0);
                  }
                  return new Input(type, dims, bytes);
                });
    Arbitrary<Map<String, Input>> inputs =
        Arbitraries.maps(Arbitraries.of("a", "b", "ab"), input).ofMinSize(1).ofMaxSize(2);
    Arbitrary<List<String>> outputs =
        Arbitraries.of("p", "q", "pq").list().uniqueElements().ofMaxSize(2);
    Arbitrary<Map<String, Object>> parameters =
        Arbitraries.maps(
                Arbitraries.of("m", "n"), Arbitraries.<Object>of(1L, 1.0, "1", true, "true"))
            .ofMaxSize(1);
    return Combinators.combine(
            Arbitraries.of("1", "2"), Arbitraries.of("s", "t"), inputs, outputs, parameters)
        .as(Asked::new);
  }

  @Property(tries = 300)
  void every_answer_is_the_answer_to_the_very_question(@ForAll("someAsked") List<Asked> questions) {
    Map<String, CacheLayer> caches = new HashMap<>();
    for (String version : List.of("1", "2")) {
      caches.put(version, cache());
    }
    List<Asked> before = new ArrayList<>();
    for (Asked asked : questions) {
      Predictor predictor = caches.get(asked.version()).around(this::answer);
      try (InferenceResponse response = ask(predictor, asked)) {
        assertThat(text(response)).isEqualTo(asked.answer());
        assertThat(response.origin().cache())
            .isEqualTo(before.contains(asked) ? CacheUse.HIT : CacheUse.MISS);
      }
      before.add(asked);
    }
    caches.values().forEach(CacheLayer::close);
    assertThat(pool.heldSlabs()).isZero();
  }

  @Provide
  Arbitrary<List<Asked>> someAsked() {
    return asked().list().ofMinSize(2).ofMaxSize(40);
  }

  /** What may be changed in a question, everything else staying as it is. */
  enum Aspect {
    TENANT,
    NAME,
    TYPE,
    SHAPE,
    BYTES,
    ANOTHER_INPUT,
    PARAMETER,
    TYPE_OF_PARAMETER,
    OUTPUTS,
    ORDER_OF_OUTPUTS;

    Asked changed(Asked asked) {
      String name = asked.inputs().keySet().iterator().next();
      Input input = asked.inputs().get(name);
      return switch (this) {
        case TENANT -> asked.with(asked.tenant() + "s");
        case NAME -> asked.without(name).with(name + "x", input);
        case TYPE -> asked.with(name, input.fellow());
        case SHAPE -> asked.with(name, input.reshaped());
        case BYTES -> asked.with(name, input.flipped());
        case ANOTHER_INPUT -> asked.with("z", input);
        case PARAMETER -> asked.with(Map.of("o", 1L));
        case TYPE_OF_PARAMETER -> asked.with(Map.of("m", "7"));
        case OUTPUTS -> asked.with(List.of("r"));
        case ORDER_OF_OUTPUTS -> asked.with(List.of("b", "a"));
      };
    }
  }

  @Property(tries = 300)
  void a_question_that_differs_in_one_aspect_only_is_another_question(
      @ForAll("asked") Asked any, @ForAll Aspect aspect) {
    Asked one = any.with(Map.of("m", 7L)).with(List.of("a", "b"));
    Asked other = aspect.changed(one);
    assertApart(one, other);
    try (CacheLayer cache = cache()) {
      Predictor predictor = cache.around(this::answer);
      for (Asked asked : List.of(one, other)) {
        try (InferenceResponse response = ask(predictor, asked)) {
          assertThat(text(response)).isEqualTo(asked.answer());
          assertThat(response.origin().cache()).isEqualTo(CacheUse.MISS);
        }
      }
    }
    assertThat(pool.heldSlabs()).isZero();
  }

  /** Both by what finds an answer and by what is compared before it is given out. */
  private void assertApart(Asked one, Asked other) {
    InferenceRequest left = request(one);
    InferenceRequest right = request(other);
    Question first = Question.of(left, one.tenant());
    Question second = Question.of(right, other.tenant());
    assertThat(first.asksTheSameAs(second)).isFalse();
    assertThat(first.fingerprint()).isNotEqualTo(second.fingerprint());
    assertThat(first.asksTheSameAs(first)).isTrue();
    left.closeInputs();
    right.closeInputs();
  }

  private CacheLayer cache() {
    return new CacheLayer(
        new CacheSettings(true, 1L << 20, Duration.ZERO, false, Optional.empty()),
        Duration.ZERO,
        pool,
        ticker);
  }

  private InferenceResponse ask(Predictor predictor, Asked asked) {
    InferenceRequest request = request(asked);
    try {
      return predictor.predict(request).toCompletableFuture().join();
    } finally {
      request.closeInputs();
    }
  }

  private InferenceRequest request(Asked asked) {
    TestRequests request = TestRequests.request(ticker).caller(asked.tenant(), 0);
    request.id(asked.version());
    asked.inputs().forEach((name, input) -> request.input(name, tensor(input)));
    asked.outputs().forEach(request::output);
    asked.parameters().forEach(request::parameter);
    return request.build();
  }

  private Tensor tensor(Input input) {
    Slab slab = pool.allocate(input.bytes().size());
    for (int i = 0; i < input.bytes().size(); i++) {
      slab.memory().set(ValueLayout.JAVA_BYTE, i, input.bytes().get(i));
    }
    return Tensor.of(input.type(), Shape.of(input.dims()), slab);
  }

  /** Tells what it was asked; the version is the request's id. */
  private CompletableFuture<InferenceResponse> answer(InferenceRequest request) {
    Map<String, Input> inputs = new TreeMap<>();
    request
        .inputs()
        .forEach(
            (name, tensor) ->
                inputs.put(
                    name,
                    new Input(
                        tensor.dataType(),
                        Arrays.stream(tensor.shape().dims()).boxed().toList(),
                        bytes(tensor.data()))));
    String text =
        new Asked(
                request.context().id(),
                request.context().caller().tenant(),
                inputs,
                request.outputs(),
                request.parameters().values())
            .answer();
    Tensor output =
        BytesElements.tensorOf(pool, Shape.of(1), List.of(text.getBytes(StandardCharsets.UTF_8)));
    return CompletableFuture.completedFuture(
        new InferenceResponse(
            new ModelVersion("m", request.context().id()),
            Map.of("told", output),
            Parameters.NONE));
  }

  private static List<Byte> bytes(MemorySegment memory) {
    List<Byte> bytes = new ArrayList<>();
    for (byte each : memory.toArray(ValueLayout.JAVA_BYTE)) {
      bytes.add(each);
    }
    return bytes;
  }

  private static String text(InferenceResponse response) {
    return TestTensors.strings(response.outputs().get("told")).getFirst();
  }
}
