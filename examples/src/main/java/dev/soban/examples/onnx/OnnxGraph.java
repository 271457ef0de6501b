package dev.soban.examples.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * An ONNX model under construction. Every value is FP32 or, for axes and shapes, INT64; every input
 * and output has rows as its first dimension. The same calls give the same bytes.
 */
public final class OnnxGraph {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final String ROWS = "batch";

  private final String name;
  private final String description;
  private final List<Node> nodes = new ArrayList<>();
  private final List<ProtoMessage> initializers = new ArrayList<>();
  private final List<ProtoMessage> inputs = new ArrayList<>();
  private final List<ProtoMessage> outputs = new ArrayList<>();

  public OnnxGraph(String name, String description) {
    this.name = name;
    this.description = description;
  }

  /** Declares an input of rows; {@code rowShape} is the shape of one row. */
  public String input(String name, int... rowShape) {
    inputs.add(rows(name, rowShape));
    return name;
  }

  /** Declares as an output a value that a node makes. */
  public void output(String name, int... rowShape) {
    outputs.add(rows(name, rowShape));
  }

  public String constant(String name, float[] values, int... shape) {
    var bytes = new byte[values.length * Float.BYTES];
    littleEndian(bytes).asFloatBuffer().put(values);
    return initializer(name, FLOAT, bytes, shape);
  }

  public String constant(String name, float value) {
    return constant(name, new float[] {value});
  }

  public String constant(String name, long[] values) {
    var bytes = new byte[values.length * Long.BYTES];
    littleEndian(bytes).asLongBuffer().put(values);
    return initializer(name, INT64, bytes, values.length);
  }

  /** Adds an operator that makes the value {@code output}, and returns that name. */
  public String node(String operator, String output, List<String> inputs, Attribute... attributes) {
    nodes.add(new Node(operator, List.copyOf(inputs), output, List.of(attributes)));
    return output;
  }

  public byte[] toByteArray() {
    return new ProtoMessage()
        .number(1, IR_VERSION)
        .text(2, "soban examples")
        .text(6, description)
        .message(7, graph())
        .message(8, new ProtoMessage().text(1, "").number(2, OPSET))
        .toByteArray();
  }

  private ProtoMessage graph() {
    var graph = new ProtoMessage();
    nodes.forEach(node -> graph.message(1, node.toProto()));
    graph.text(2, name);
    initializers.forEach(initializer -> graph.message(5, initializer));
    inputs.forEach(input -> graph.message(11, input));
    outputs.forEach(output -> graph.message(12, output));
    return graph;
  }

  private String initializer(String name, int type, byte[] data, int... shape) {
    var tensor = new ProtoMessage();
    for (int dimension : shape) {
      tensor.number(1, dimension);
    }
    initializers.add(tensor.number(2, type).text(8, name).raw(9, data));
    return name;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ProtoMessage rows(String name, int... rowShape) {
    var shape = new ProtoMessage().message(1, new ProtoMessage().text(2, ROWS));
    for (int dimension : rowShape) {
      shape.message(1, new ProtoMessage().number(1, dimension));
    }
    var tensor = new ProtoMessage().number(1, FLOAT).message(2, shape);
    return new ProtoMessage().text(1, name).message(2, new ProtoMessage().message(1, tensor));
  }
}
