package dev.soban.server.detection;

import static dev.soban.core.model.OutputMeaning.Detection.BOXES;
import static dev.soban.core.model.OutputMeaning.Detection.CLASSES;
import static dev.soban.core.model.OutputMeaning.Detection.COUNT;
import static dev.soban.core.model.OutputMeaning.Detection.KEY_POINTS;
import static dev.soban.core.model.OutputMeaning.Detection.SCORES;
import static dev.soban.core.model.OutputMeaning.Detection.SIZE;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes what was found in each picture: its size, and an object with a box for each thing. */
public final class DetectionJson {
  private static final int BOX = 4;
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final OutputMeaning.Detection declared;
  private final Map<String, Tensor> outputs;

  public DetectionJson(OutputMeaning.Detection declared, InferenceResponse response) {
    this.declared = declared;
    this.outputs = response.outputs();
  }

  /** The outputs that an answer in these words is made of. */
  public static List<String> outputs(OutputMeaning.Detection declared) {
    List<String> names = new ArrayList<>(List.of(BOXES, SCORES, CLASSES, COUNT, SIZE));
    if (declared.keyPoints() > 0) {
      names.add(KEY_POINTS);
    }
    return names;
  }

  /** Whether the answer has them all; it may come from another model that stands in. */
  public boolean complete() {
    return outputs.keySet().containsAll(outputs(declared));
  }

  /** The fields of the one picture, or {@code rows} with those of each. */
  public void write(JsonGenerator out) throws IOException {
    long rows = tensor(COUNT).shape().dim(0);
    if (rows == 1) {
      writeRow(out, 0);
      return;
    }
    out.writeArrayFieldStart("rows");
    for (int row = 0; row < rows; row++) {
      out.writeStartObject();
      writeRow(out, row);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void writeRow(JsonGenerator out, int row) throws IOException {
    out.writeNumberField("width", whole(SIZE, 2L * row));
    out.writeNumberField("height", whole(SIZE, 2L * row + 1));
    out.writeArrayFieldStart("detections");
    long most = tensor(SCORES).shape().dim(1);
    for (int i = 0; i < whole(COUNT, row); i++) {
      out.writeStartObject();
      writeDetection(out, row * most + i);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void writeDetection(JsonGenerator out, long at) throws IOException {
    out.writeFieldName("box");
    writeNumbers(out, BOXES, at * BOX, BOX);
    out.writeNumberField("score", number(SCORES, at));
    int kind = (int) whole(CLASSES, at);
    out.writeNumberField("class", kind);
    if (kind < declared.labels().size()) {
      out.writeStringField("label", declared.labels().get(kind));
    }
    if (declared.keyPoints() > 0) {
      out.writeArrayFieldStart("keypoints");
      for (int i = 0; i < declared.keyPoints(); i++) {
        writeNumbers(out, KEY_POINTS, 2 * (at * declared.keyPoints() + i), 2);
      }
      out.writeEndArray();
    }
  }

  private void writeNumbers(JsonGenerator out, String name, long from, int count)
      throws IOException {
    out.writeStartArray();
    for (int i = 0; i < count; i++) {
      out.writeNumber(number(name, from + i));
    }
    out.writeEndArray();
  }

  private float number(String name, long index) {
    return tensor(name).data().getAtIndex(FLOAT, index);
  }

  private long whole(String name, long index) {
    return tensor(name).data().getAtIndex(LONG, index);
  }

  private Tensor tensor(String name) {
    Tensor tensor = outputs.get(name);
    if (tensor == null) {
      throw new IllegalStateException("output " + name + ": missing (expected: asked for)");
    }
    return tensor;
  }
}
