package dev.soban.benchmarks.request;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model that takes pictures' tensors of 602 KB and answers the mean of each channel: large
 * requests that cost the engine next to nothing, so that what the protocol costs is seen. The file
 * is written field by field, as the ONNX format numbers them.
 */
public final class MeanModel {
  public static final String NAME = "mean";
  public static final String INPUT = "x";
  public static final String ROW_SHAPE = "3,224,224";
  private static final int FLOAT = 1;

  private MeanModel() {}

  /** One field of a message. */
  private interface Field {
    void write(CodedOutputStream out) throws IOException;
  }

  public static void write(Path file) throws IOException {
    Files.write(file, model());
  }

  private static byte[] model() {
    byte[] operators = message(text(1, ""), number(2, 13));
    byte[] node = message(text(1, INPUT), text(2, "y"), text(4, "GlobalAveragePool"));
    byte[] graph =
        message(
            bytes(1, node),
            text(2, NAME),
            bytes(11, tensor(INPUT, 3, 224, 224)),
            bytes(12, tensor("y", 3, 1, 1)));
    return message(number(1, 8), bytes(7, graph), bytes(8, operators));
  }

  /** A named tensor of floats, rows outermost. */
  private static byte[] tensor(String name, int... row) {
    Field[] dimensions = new Field[row.length + 1];
    dimensions[0] = bytes(1, message(text(2, "N")));
    for (int i = 0; i < row.length; i++) {
      dimensions[i + 1] = bytes(1, message(number(1, row[i])));
    }
    byte[] type = message(bytes(1, message(number(1, FLOAT), bytes(2, message(dimensions)))));
    return message(text(1, name), bytes(2, type));
  }

  private static Field number(int field, long value) {
    return out -> out.writeInt64(field, value);
  }

  private static Field text(int field, String value) {
    return out -> out.writeString(field, value);
  }

  private static Field bytes(int field, byte[] value) {
    return out -> out.writeByteArray(field, value);
  }

  private static byte[] message(Field... fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      for (Field field : fields) {
        field.write(out);
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
