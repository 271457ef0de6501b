package dev.soban.engine.onnx.graph;

import dev.soban.engine.onnx.graph.outline.MapOutput;
import dev.soban.engine.onnx.graph.outline.ModelOutline;
import dev.soban.engine.onnx.graph.outline.ModelReader;
import dev.soban.engine.onnx.graph.outline.TensorReader;
import dev.soban.engine.onnx.graph.outline.TypeReader;
import dev.soban.engine.onnx.graph.outline.ZipMapReader;
import dev.soban.engine.onnx.graph.wire.OnnxFormatException;
import dev.soban.engine.onnx.graph.wire.WireReader;
import dev.soban.engine.onnx.graph.wire.WireWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes of a model's bytes others that serve better: inputs that are only declared initializers
 * leave the graph's inputs, since the runtime folds and fuses constants but not inputs; those that
 * may be overridden lose their initializer instead, since the binding cannot override; and map
 * outputs become tensors. Everything else is copied as it stands.
 */
final class GraphRewrite {
  private static final int OPSET_DOMAIN = 1;
  private static final int OPSET_VERSION = 2;
  private static final int MODEL_OPSET = 8;

  /** Any version whose Reshape and Gather take their arguments as inputs. */
  private static final long ADDED_OPSET = 13;

  private final ModelOutline outline;
  private final Set<String> droppedInputs;
  private final Set<String> droppedInitializers;
  private final Map<String, MapOutputNodes> maps;
  private final Map<String, String> locations;
  private boolean mapsDeclared;

  GraphRewrite(ModelOutline outline, Rewriting rewriting) {
    this.outline = outline;
    this.droppedInputs = rewriting.constants();
    this.droppedInitializers = rewriting.overridable();
    this.locations = rewriting.locations();
    this.maps =
        rewriting.mapOutputs().stream()
            .collect(Collectors.toMap(MapOutput::name, MapOutputNodes::new));
  }

  MemorySegment apply(MemorySegment file, SegmentAllocator target) throws OnnxFormatException {
    List<MemorySegment> pieces = new ArrayList<>();
    WireReader model = WireReader.of(file);
    while (model.next()) {
      if (model.isMessage(ModelReader.MODEL_GRAPH)) {
        List<MemorySegment> graph = graph(model.message());
        pieces.add(header(ModelReader.MODEL_GRAPH, sizeBytes(graph)));
        pieces.addAll(graph);
      } else {
        pieces.add(model.wholeField());
      }
    }
    if (!maps.isEmpty() && !outline.opsets().containsKey("")) {
      pieces.add(opset());
    }
    return join(pieces, target);
  }

  private List<MemorySegment> graph(WireReader graph) throws OnnxFormatException {
    List<MemorySegment> pieces = new ArrayList<>();
    while (graph.next()) {
      if (dropped(graph)) {
        continue;
      }
      List<byte[]> replaced = replacement(graph);
      if (replaced.isEmpty()) {
        pieces.add(graph.wholeField());
      }
      replaced.stream().map(MemorySegment::ofArray).forEach(pieces::add);
    }
    if (!mapsDeclared) {
      mapsDeclared = true;
      maps.values().stream()
          .map(MapOutputNodes::initializers)
          .flatMap(List::stream)
          .map(MemorySegment::ofArray)
          .forEach(pieces::add);
    }
    return pieces;
  }

  private boolean dropped(WireReader graph) throws OnnxFormatException {
    if (graph.isMessage(ModelReader.GRAPH_INPUT)) {
      return droppedInputs.contains(TypeReader.value(graph.message()).name());
    }
    return !droppedInitializers.isEmpty()
        && graph.isMessage(ModelReader.GRAPH_INITIALIZER)
        && droppedInitializers.contains(TensorReader.of(graph.message()).name());
  }

  /** What stands instead of the field; nothing when it stays. */
  private List<byte[]> replacement(WireReader graph) throws OnnxFormatException {
    if (!locations.isEmpty() && graph.isMessage(ModelReader.GRAPH_INITIALIZER)) {
      return List.of(RelocatedTensor.initializer(graph.message(), locations));
    }
    if (maps.isEmpty()) {
      return List.of();
    }
    if (graph.isMessage(ModelReader.GRAPH_OUTPUT)) {
      MapOutputNodes map = maps.get(TypeReader.value(graph.message()).name());
      return map == null ? List.of() : List.of(map.output());
    }
    if (graph.isMessage(ModelReader.GRAPH_NODE)) {
      MapOutputNodes map = maps.get(ZipMapReader.read(graph.message()).name());
      return map == null ? List.of() : map.nodes();
    }
    return List.of();
  }

  private static MemorySegment opset() {
    WireWriter opset = new WireWriter().text(OPSET_DOMAIN, "").number(OPSET_VERSION, ADDED_OPSET);
    return MemorySegment.ofArray(new WireWriter().message(MODEL_OPSET, opset).toBytes());
  }

  private static MemorySegment header(int field, long length) {
    return MemorySegment.ofArray(new WireWriter().header(field, length).toBytes());
  }

  private static long sizeBytes(List<MemorySegment> pieces) {
    return pieces.stream().mapToLong(MemorySegment::byteSize).sum();
  }

  private static MemorySegment join(List<MemorySegment> pieces, SegmentAllocator target) {
    MemorySegment joined = target.allocate(sizeBytes(pieces));
    long offset = 0;
    for (MemorySegment piece : pieces) {
      MemorySegment.copy(piece, 0, joined, offset, piece.byteSize());
      offset += piece.byteSize();
    }
    return joined;
  }
}
