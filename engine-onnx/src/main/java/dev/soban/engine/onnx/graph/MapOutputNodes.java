package dev.soban.engine.onnx.graph;

import dev.soban.engine.onnx.graph.outline.MapOutput;
import dev.soban.engine.onnx.graph.outline.ModelReader;
import dev.soban.engine.onnx.graph.wire.WireWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands in a graph instead of a ZipMap node: the scores reshaped to rows and classes, and
 * their columns put into ascending key order where they are not.
 */
final class MapOutputNodes {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private final MapOutput map;
  private final List<Integer> columns;
  private final boolean ordered;

  MapOutputNodes(MapOutput map) {
    this.map = map;
    this.columns = map.ascendingColumns();
    this.ordered = columns.equals(columns.stream().sorted().toList());
  }

  /** Node fields of the graph. */
  List<byte[]> nodes() {
    List<byte[]> nodes = new ArrayList<>();
    String reshaped = ordered ? map.name() : name("rows");
    nodes.add(node("Reshape", map.scores(), name("shape"), reshaped).toBytes());
    if (!ordered) {
      WireWriter axis = new WireWriter().text(1, "axis").number(3, 1).number(20, 2);
      nodes.add(node("Gather", reshaped, name("columns"), map.name()).message(5, axis).toBytes());
    }
    return nodes.stream()
        .map(node -> new WireWriter().bytes(ModelReader.GRAPH_NODE, node).toBytes())
        .toList();
  }

  /** Initializer fields of the graph. */
  List<byte[]> initializers() {
    List<byte[]> initializers = new ArrayList<>();
    initializers.add(initializer(name("shape"), List.of(-1, columns.size())));
    if (!ordered) {
      initializers.add(initializer(name("columns"), columns));
    }
    return initializers;
  }

  /** The output's declaration: FP32, any number of rows, a column for each key. */
  byte[] output() {
    WireWriter rows = new WireWriter();
    WireWriter classes = new WireWriter().number(1, columns.size());
    WireWriter shape = new WireWriter().message(1, rows).message(1, classes);
    WireWriter tensor = new WireWriter().number(1, FLOAT).message(2, shape);
    WireWriter type = new WireWriter().message(1, tensor);
    WireWriter value = new WireWriter().text(1, map.name()).message(2, type);
    return new WireWriter().message(ModelReader.GRAPH_OUTPUT, value).toBytes();
  }

  private String name(String part) {
    return "soban/" + map.name() + "/" + part;
  }

  private static WireWriter node(String operator, String first, String second, String output) {
    return new WireWriter().text(1, first).text(1, second).text(2, output).text(4, operator);
  }

  private static byte[] initializer(String name, List<Integer> values) {
    ByteBuffer raw = ByteBuffer.allocate(values.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(raw::putLong);
    WireWriter tensor =
        new WireWriter()
            .number(1, values.size())
            .number(2, INT64)
            .text(8, name)
            .bytes(9, raw.array());
    return new WireWriter().message(ModelReader.GRAPH_INITIALIZER, tensor).toBytes();
  }
}
