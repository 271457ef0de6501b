package dev.soban.engine.onnx.graph;

import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.engine.onnx.graph.outline.InitialValue;
import dev.soban.engine.onnx.graph.outline.ModelOutline;
import dev.soban.engine.onnx.graph.outline.ModelReader;
import dev.soban.engine.onnx.graph.outline.TensorReader;
import dev.soban.engine.onnx.graph.wire.OnnxFormatException;
import dev.soban.engine.onnx.graph.wire.WireReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A model file, mapped while it is read. Used by one thread. */
public final class OnnxFile implements AutoCloseable {
  private final Arena arena;
  private final MemorySegment content;
  private final ModelOutline outline;

  private OnnxFile(Arena arena, MemorySegment content, ModelOutline outline) {
    this.arena = arena;
    this.content = content;
    this.outline = outline;
  }

  /**
   * @throws OnnxFormatException when the content is no ONNX model
   * @throws IOException when the file cannot be read
   */
  public static OnnxFile open(Path path) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new OnnxFormatException("not a regular file; put the ONNX file in its place");
    }
    Arena arena = Arena.ofConfined();
    try {
      MemorySegment content = map(path, arena);
      Optional<String> foreign = ForeignFile.recognise(content);
      if (foreign.isPresent()) {
        throw new OnnxFormatException(foreign.get());
      }
      return new OnnxFile(arena, content, ModelReader.read(WireReader.of(content)));
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private static MemorySegment map(Path path, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (NoSuchFileException e) {
      throw new OnnxFormatException("no such file; put the ONNX file there");
    }
  }

  public ModelOutline outline() {
    return outline;
  }

  public long sizeBytes() {
    return content.byteSize();
  }

  /** The model's bytes with the given changes. */
  public MemorySegment rewritten(Rewriting rewriting, SegmentAllocator target)
      throws OnnxFormatException {
    return new GraphRewrite(outline, rewriting).apply(content, target);
  }

  /** The values of some of the main graph's initializers, by name; the caller closes them. */
  public Map<String, Tensor> initialValues(Set<String> names, TensorPool pool)
      throws OnnxFormatException {
    Map<String, Tensor> values = new HashMap<>();
    try {
      WireReader model = WireReader.of(content);
      while (model.next()) {
        if (model.isMessage(ModelReader.MODEL_GRAPH)) {
          initialValues(model.message(), names, pool, values);
        }
      }
      if (!values.keySet().containsAll(names)) {
        throw new OnnxFormatException(
            "an overridable initializer is sparse; export the model with a dense one");
      }
      return values;
    } catch (OnnxFormatException | RuntimeException | Error e) {
      values.values().forEach(Tensor::close);
      throw e;
    }
  }

  private static void initialValues(
      WireReader graph, Set<String> names, TensorPool pool, Map<String, Tensor> values)
      throws OnnxFormatException {
    while (graph.next()) {
      if (graph.isMessage(ModelReader.GRAPH_INITIALIZER)) {
        String name = TensorReader.of(graph.message()).name();
        if (names.contains(name) && !values.containsKey(name)) {
          values.put(name, InitialValue.read(graph.message(), pool));
        }
      }
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
