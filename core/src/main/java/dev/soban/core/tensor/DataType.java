package dev.soban.core.tensor;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Element type of a tensor, named as in the Open Inference Protocol. */
public enum DataType {
  BOOL(1),
  UINT8(1),
  UINT16(2),
  UINT32(4),
  UINT64(8),
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  FP16(2),
  BF16(2),
  FP32(4),
  FP64(8),
  /** Byte strings, each a little-endian unsigned 32-bit length followed by its bytes. */
  BYTES(0);

  private static final Map<String, DataType> BY_NAME =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));

  private final int sizeBytes;

  DataType(int sizeBytes) {
    this.sizeBytes = sizeBytes;
  }

  public static Optional<DataType> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Bytes of one element; 0 for {@link #BYTES}, whose elements vary. */
  public int sizeBytes() {
    return sizeBytes;
  }

  public boolean fixedSize() {
    return sizeBytes > 0;
  }
}
