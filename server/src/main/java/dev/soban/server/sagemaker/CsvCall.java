package dev.soban.server.sagemaker;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Tensor;
import dev.soban.net.HeaderName;
import dev.soban.server.call.Answer;
import dev.soban.server.call.Call;
import dev.soban.server.json.ByteSink;
import dev.soban.server.json.Elements;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The same call answered in CSV: a record for each row, with the values of all outputs beside one
 * another. Of a model with classes only their scores are shown.
 */
record CsvCall(Call call, List<String> outputs) implements Call {
  private static final byte[] LINE_END = {'\n'};
  private static final byte[] COMMA = {','};

  static CsvCall of(Call call, Served served) {
    if (!call.outputs().isEmpty()) {
      return new CsvCall(call, call.outputs());
    }
    return served.description().meaning() instanceof OutputMeaning.Classification declared
        ? new CsvCall(call, List.of(declared.output()))
        : new CsvCall(call, List.of());
  }

  @Override
  public Map<String, Tensor> inputs() {
    return call.inputs();
  }

  @Override
  public Parameters parameters() {
    return call.parameters();
  }

  @Override
  public Answer encode(InferenceResponse response, ByteSink sink) {
    List<Column> columns = new ArrayList<>();
    response.outputs().forEach((name, tensor) -> columns.add(Column.of(name, tensor)));
    long rows = columns.isEmpty() ? 0 : columns.getFirst().rows();
    for (Column column : columns) {
      if (column.rows() != rows) {
        throw new InvalidInput(
            "accept: text/csv, but outputs have "
                + rows
                + " and "
                + column.rows()
                + " rows (expected: application/json)");
      }
    }
    for (long row = 0; row < rows; row++) {
      for (int i = 0; i < columns.size(); i++) {
        columns.get(i).write(sink, row, i == 0);
      }
      write(sink, LINE_END);
    }
    return new Answer(sink, List.of(), headers -> headers.set(HeaderName.CONTENT_TYPE, "text/csv"));
  }

  private static void write(ByteSink sink, byte[] bytes) {
    sink.write(MemorySegment.ofArray(bytes));
  }

  /** One output, with as many values in each row. */
  private record Column(Tensor tensor, long rows, long perRow, List<MemorySegment> strings) {
    static Column of(String name, Tensor tensor) {
      if (tensor.shape().rank() == 0) {
        throw new InvalidInput(
            "accept: text/csv, but output " + name + " has no rows (expected: application/json)");
      }
      long rows = tensor.shape().dim(0);
      long perRow = rows == 0 ? 0 : tensor.shape().elements() / rows;
      return new Column(
          tensor,
          rows,
          perRow,
          tensor.dataType() == DataType.BYTES ? BytesElements.of(tensor) : List.of());
    }

    void write(ByteSink sink, long row, boolean first) {
      for (long i = 0; i < perRow; i++) {
        if (!first || i > 0) {
          CsvCall.write(sink, COMMA);
        }
        CsvCall.write(sink, field(row * perRow + i));
      }
    }

    private byte[] field(long index) {
      if (tensor.dataType() != DataType.BYTES) {
        return Elements.asText(tensor.dataType(), tensor.data(), index)
            .getBytes(StandardCharsets.US_ASCII);
      }
      byte[] bytes = strings.get(Math.toIntExact(index)).toArray(ValueLayout.JAVA_BYTE);
      String text = new String(bytes, StandardCharsets.UTF_8);
      boolean plain = text.chars().noneMatch(c -> "\",\r\n".indexOf(c) >= 0);
      return plain ? bytes : quoted(text);
    }

    private static byte[] quoted(String text) {
      return ('"' + text.replace("\"", "\"\"") + '"').getBytes(StandardCharsets.UTF_8);
    }
  }
}
