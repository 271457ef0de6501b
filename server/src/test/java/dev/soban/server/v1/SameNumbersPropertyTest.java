package dev.soban.server.v1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.server.ScriptedModel;
import dev.soban.server.TestCalls;
import dev.soban.server.call.Call;
import dev.soban.server.call.CallReader;
import dev.soban.server.json.HeapRoom;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.oip.InferCalls;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The same numbers mean the same, however they are asked. */
class SameNumbersPropertyTest {
  private static final int PER_ROW = 3;

  private final TensorPool pool = new TensorPool(64L << 20, 1 << 20);
  private final JsonStreams json = new JsonStreams();
  private final Served model =
      ScriptedModel.echo(
          "m",
          ScriptedModel.spec("x", DataType.FP32, -1, PER_ROW),
          ScriptedModel.spec("n", DataType.INT64, -1));

  @Property(tries = 300)
  void rows_columns_and_infer_requests_become_the_same_tensors(
      @ForAll @Size(30) float[] values,
      @ForAll @Size(10) long[] counts,
      @ForAll @IntRange(min = 1, max = 10) int rows) {
    byte[] infer = inputs(new InferCalls(json, pool), infer(values, counts, rows));

    assertThat(
            inputs(
                new PredictCalls(json, pool, new HeapRoom(1 << 20)), inRows(values, counts, rows)))
        .isEqualTo(infer);
    assertThat(
            inputs(
                new PredictCalls(json, pool, new HeapRoom(1 << 20)),
                inColumns(values, counts, rows)))
        .isEqualTo(infer);
    assertThat(pool.heldSlabs()).isZero();
  }

  private byte[] inputs(CallReader reader, String body) {
    Call call = reader.read(TestCalls.incoming(model, body));
    try (Tensor x = call.inputs().get("x");
        Tensor n = call.inputs().get("n")) {
      byte[] text = (x + " " + n).getBytes(StandardCharsets.US_ASCII);
      byte[] numbers = x.data().toArray(ValueLayout.JAVA_BYTE);
      byte[] counts = n.data().toArray(ValueLayout.JAVA_BYTE);
      byte[] all = Arrays.copyOf(text, text.length + numbers.length + counts.length);
      System.arraycopy(numbers, 0, all, text.length, numbers.length);
      System.arraycopy(counts, 0, all, text.length + numbers.length, counts.length);
      return all;
    }
  }

  private static String infer(float[] values, long[] counts, int rows) {
    return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":["
        + rows
        + ",3],\"data\":"
        + list(IntStream.range(0, PER_ROW * rows).mapToObj(i -> number(values[i])))
        + "},{\"name\":\"n\",\"datatype\":\"INT64\",\"shape\":["
        + rows
        + "],\"data\":"
        + list(IntStream.range(0, rows).mapToObj(i -> Long.toString(counts[i])))
        + "}]}";
  }

  private static String inRows(float[] values, long[] counts, int rows) {
    Stream<String> objects =
        IntStream.range(0, rows)
            .mapToObj(i -> "{\"x\" : " + row(values, i) + ",\n\"n\":" + counts[i] + " }");
    return "{\"instances\":" + list(objects) + "}";
  }

  private static String inColumns(float[] values, long[] counts, int rows) {
    return "{\"inputs\":{\"n\":"
        + list(IntStream.range(0, rows).mapToObj(i -> Long.toString(counts[i])))
        + ",\"x\":"
        + list(IntStream.range(0, rows).mapToObj(i -> row(values, i)))
        + "}}";
  }

  private static String row(float[] values, int row) {
    return list(
        IntStream.range(PER_ROW * row, PER_ROW * row + PER_ROW).mapToObj(i -> number(values[i])));
  }

  private static String number(float value) {
    return Float.isFinite(value) ? Float.toString(value) : "\"" + value + "\"";
  }

  private static String list(Stream<String> elements) {
    return elements.collect(Collectors.joining(", ", "[", "]"));
  }
}
