package dev.soban.server.oip;

import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.PredictionException.Unsupported;
import java.util.Optional;

/** Reads single parameters whose kind the protocol fixes. */
public final class Wishes {
  private static final String RESERVED = "triton_";

  private Wishes() {}

  /** A flag; absent counts as false. */
  public static boolean flag(Parameters parameters, String name, Object place) {
    Optional<Object> value = parameters.value(name);
    if (value.isEmpty()) {
      return false;
    }
    if (value.get() instanceof Boolean flag) {
      return flag;
    }
    throw new InvalidInput(place + "." + name + ": " + value.get() + " (expected: true or false)");
  }

  /** A positive count; absent counts as 0. */
  public static int count(Parameters parameters, String name, Object place) {
    Optional<Object> value = parameters.value(name);
    if (value.isEmpty()) {
      return 0;
    }
    if (value.get() instanceof Long count && count >= 1) {
      return (int) Math.min(count, Integer.MAX_VALUE);
    }
    throw new InvalidInput(place + "." + name + ": " + value.get() + " (expected: >= 1)");
  }

  /** A size in bytes; absent counts as -1. */
  static long size(Parameters parameters, String name, Object place) {
    Optional<Object> value = parameters.value(name);
    if (value.isEmpty()) {
      return -1;
    }
    if (value.get() instanceof Long size && size >= 0) {
      return size;
    }
    throw new InvalidInput(place + "." + name + ": " + value.get() + " (expected: >= 0)");
  }

  /**
   * @throws InvalidInput when servers keep the name for themselves
   */
  public static void refuseReserved(String name, Object place) {
    if (name.startsWith(RESERVED)) {
      throw new InvalidInput(
          place + "." + name + ": reserved (expected: a name without " + RESERVED + ")");
    }
  }

  /**
   * @throws Unsupported when values are to be taken from memory that is not part of the request
   */
  public static void refuseSharedMemory(Parameters parameters, Object place) {
    if (parameters.value("shared_memory_region").isPresent()) {
      throw new Unsupported(
          place + ".shared_memory_region: not offered (expected: data or binary_data_size)");
    }
  }
}
