package dev.soban.server.predictions;

import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.server.json.BytesBuilder;
import dev.soban.server.json.NumberWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Text cells on their way into a tensor. An empty cell is NaN where the type has one. */
final class Cells {
  private final DataType type;
  private final @Nullable Slab numbers;
  private final @Nullable BytesBuilder strings;
  private long index;

  Cells(DataType type, long count, TensorPool pool) {
    this.type = type;
    this.numbers = type.fixedSize() ? pool.allocate(count * type.sizeBytes()) : null;
    this.strings = type.fixedSize() ? null : new BytesBuilder(pool);
  }

  /** Takes the next cell, unless it is not of the type. */
  boolean put(String cell) {
    if (strings != null) {
      strings.add(cell.getBytes(StandardCharsets.UTF_8));
      return true;
    }
    try {
      return numbers != null && put(cell, numbers);
    } catch (NumberFormatException e) {
      return false;
    } finally {
      index++;
    }
  }

  private boolean put(String cell, Slab target) {
    return switch (type) {
      case BOOL -> putBool(cell, target);
      case FP16, BF16, FP32 -> {
        float value = cell.isEmpty() ? Float.NaN : Float.parseFloat(plain(cell));
        yield NumberWriter.putFloat(type, target.memory(), index, value)
            && (!Float.isInfinite(value) || cell.endsWith("nfinity"));
      }
      case FP64 -> {
        double value = cell.isEmpty() ? Double.NaN : Double.parseDouble(plain(cell));
        NumberWriter.putDouble(target.memory(), index, value);
        yield !Double.isInfinite(value) || cell.endsWith("nfinity");
      }
      case UINT64 -> NumberWriter.putBig(type, target.memory(), index, new BigInteger(cell));
      default -> NumberWriter.putLong(type, target.memory(), index, Long.parseLong(cell));
    };
  }

  private boolean putBool(String cell, Slab target) {
    String lower = cell.toLowerCase(Locale.ROOT);
    NumberWriter.putBool(target.memory(), index, lower.equals("true") || lower.equals("1"));
    return switch (lower) {
      case "true", "false", "1", "0" -> true;
      default -> false;
    };
  }

  /** Refuses what only Java takes for a number: hexadecimal digits and type suffixes. */
  private static String plain(String cell) {
    char last = cell.charAt(cell.length() - 1);
    boolean suffix = "dDfF".indexOf(last) >= 0;
    if (suffix || cell.indexOf('x') >= 0 || cell.indexOf('X') >= 0) {
      throw new NumberFormatException(cell);
    }
    return cell;
  }

  /** Whether some type of number takes the cell. */
  static boolean number(String cell) {
    try {
      double parsed = Double.parseDouble(plain(cell));
      return !Double.isNaN(parsed) || cell.equals("NaN");
    } catch (NumberFormatException e) {
      return cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false");
    }
  }

  Tensor publish(Shape shape) {
    if (strings != null) {
      return strings.publish(shape);
    }
    if (numbers == null) {
      throw new IllegalStateException("cells: neither numbers nor strings");
    }
    return Tensor.of(type, shape, numbers);
  }

  void release() {
    if (strings != null) {
      strings.release();
    }
    if (numbers != null) {
      numbers.release();
    }
  }
}
