package dev.soban.conformance.tensor;

import java.util.Arrays;
import java.util.Optional;

/** The protocol's datatypes. */
public enum Datatype {
  BOOL(1, Kind.TRUTH),
  UINT8(1, Kind.UNSIGNED),
  UINT16(2, Kind.UNSIGNED),
  UINT32(4, Kind.UNSIGNED),
  UINT64(8, Kind.UNSIGNED),
  INT8(1, Kind.SIGNED),
  INT16(2, Kind.SIGNED),
  INT32(4, Kind.SIGNED),
  INT64(8, Kind.SIGNED),
  FP16(2, Kind.FRACTION),
  BF16(2, Kind.FRACTION),
  FP32(4, Kind.FRACTION),
  FP64(8, Kind.FRACTION),
  BYTES(0, Kind.TEXT);

  /** What an element is. */
  public enum Kind {
    TRUTH,
    SIGNED,
    UNSIGNED,
    FRACTION,
    TEXT
  }

  private final int sizeBytes;
  private final Kind kind;

  Datatype(int sizeBytes, Kind kind) {
    this.sizeBytes = sizeBytes;
    this.kind = kind;
  }

  public static Optional<Datatype> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** Of one element; 0 for BYTES, whose elements differ in length. */
  public int sizeBytes() {
    return sizeBytes;
  }

  public Kind kind() {
    return kind;
  }

  public boolean whole() {
    return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
  }

  /** FP16 and BF16, for which the protocol has no JSON and no typed contents. */
  public boolean half() {
    return this == FP16 || this == BF16;
  }
}
