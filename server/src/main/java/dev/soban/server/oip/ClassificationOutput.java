package dev.soban.server.oip;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.server.classification.ScoredClass;
import dev.soban.server.classification.TopClasses;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An output in place of which its best classes are sent: {@code value:index[:label]}. */
public record ClassificationOutput(Shape shape, List<String> texts) {
  /**
   * @throws dev.soban.core.predict.PredictionException when the output has no classes
   */
  public static ClassificationOutput of(
      String name, Tensor scores, int classes, OutputMeaning meaning) {
    List<List<ScoredClass>> rows = TopClasses.of(classes, name, meaning).of(name, scores);
    List<String> texts = new ArrayList<>();
    for (List<ScoredClass> row : rows) {
      row.forEach(scored -> texts.add(text(scored)));
    }
    long perRow = rows.isEmpty() ? 0 : rows.getFirst().size();
    boolean oneRow = scores.shape().rank() == 1;
    return new ClassificationOutput(
        oneRow ? Shape.of(perRow) : Shape.of(rows.size(), perRow), texts);
  }

  private static String text(ScoredClass scored) {
    String text = scored.score() + ":" + scored.index();
    return scored.label().isEmpty() ? text : text + ":" + scored.label();
  }

  void write(JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("data");
    for (String text : texts) {
      out.writeString(text);
    }
    out.writeEndArray();
  }

  /** As elements of BYTES. */
  public MemorySegment toMemory() {
    List<byte[]> elements =
        texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    int size = elements.stream().mapToInt(bytes -> BytesElements.HEADER_BYTES + bytes.length).sum();
    MemorySegment memory = MemorySegment.ofArray(new byte[size]);
    long offset = 0;
    for (byte[] element : elements) {
      offset = BytesElements.write(memory, offset, MemorySegment.ofArray(element));
    }
    return memory;
  }
}
