package dev.soban.core.batch;

import dev.soban.core.engine.Batch;
import dev.soban.core.engine.Batch.RowRange;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Puts rows together and takes them apart again. */
final class Rows {
  private Rows() {}

  /** One batch of the parts' rows; a single part's tensors are used as they are. */
  static Batch assemble(List<Part> parts, TensorPool memory) {
    List<RowRange> ranges = new ArrayList<>(parts.size());
    long from = 0;
    for (Part part : parts) {
      ranges.add(new RowRange(from, part.count()));
      from += part.count();
    }
    List<Map<String, Tensor>> pieces = parts.stream().map(Part::inputs).toList();
    return new Batch(joined(pieces, memory), ranges, parts.getFirst().ticket().request.outputs());
  }

  /** The pieces' tensors joined along dimension 0; the result is the caller's to close. */
  static Map<String, Tensor> joined(List<Map<String, Tensor>> pieces, TensorPool memory) {
    Map<String, Tensor> joined = LinkedHashMap.newLinkedHashMap(pieces.getFirst().size());
    for (String name : pieces.getFirst().keySet()) {
      List<Tensor> tensors = new ArrayList<>(pieces.size());
      for (Map<String, Tensor> piece : pieces) {
        tensors.add(Objects.requireNonNull(piece.get(name)));
      }
      joined.put(name, tensors.size() == 1 ? tensors.getFirst().share() : join(tensors, memory));
    }
    return joined;
  }

  private static Tensor join(List<Tensor> tensors, TensorPool memory) {
    long sizeBytes = 0;
    long rows = 0;
    for (Tensor tensor : tensors) {
      sizeBytes += tensor.sizeBytes();
      rows += tensor.shape().dim(0);
    }
    Slab slab = memory.allocate(sizeBytes);
    long offset = 0;
    for (Tensor tensor : tensors) {
      MemorySegment.copy(tensor.data(), 0, slab.memory(), offset, tensor.sizeBytes());
      offset += tensor.sizeBytes();
    }
    Tensor first = tensors.getFirst();
    return Tensor.of(first.dataType(), first.shape().withRows(rows), slab, sizeBytes);
  }

  /** Whether every output has as many rows as were asked for, so that they can be dealt out. */
  static boolean countsAgree(Map<String, Tensor> outputs, long rows) {
    for (Tensor output : outputs.values()) {
      if (output.shape().rank() == 0 || output.shape().dim(0) != rows) {
        return false;
      }
    }
    return true;
  }

  static Map<String, Tensor> cut(Map<String, Tensor> outputs, RowRange range) {
    Map<String, Tensor> cut = LinkedHashMap.newLinkedHashMap(outputs.size());
    outputs.forEach((name, tensor) -> cut.put(name, tensor.rows(range.from(), range.count())));
    return cut;
  }

  static Map<String, Tensor> shared(Map<String, Tensor> outputs) {
    Map<String, Tensor> shared = LinkedHashMap.newLinkedHashMap(outputs.size());
    outputs.forEach((name, tensor) -> shared.put(name, tensor.share()));
    return shared;
  }
}
