package dev.soban.grpc.message;

import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.server.oip.Wishes;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parameters while they are read; as in every map on this wire, the last of a name counts. */
final class ParameterMap {
  /** Says how a stream's last answer is marked; here every answer is, as each is the last one. */
  private static final String FINAL_FLAG = "triton_enable_empty_final_response";

  private static final int MAX_ENTRIES = 4096;
  private static final int KEY = WireReader.tag(1, WireReader.BYTES);
  private static final int VALUE = WireReader.tag(2, WireReader.BYTES);
  private static final int BOOL = WireReader.tag(1, WireReader.VARINT);
  private static final int INT64 = WireReader.tag(2, WireReader.VARINT);
  private static final int STRING = WireReader.tag(3, WireReader.BYTES);
  private static final int DOUBLE = WireReader.tag(4, WireReader.FIXED_64);
  private static final int UINT64 = WireReader.tag(5, WireReader.VARINT);

  private final Object place;
  private final Map<String, Object> values = new LinkedHashMap<>();

  ParameterMap(Object place) {
    this.place = place;
  }

  void readEntry(WireReader in) {
    String name = "";
    Object value = NoValue.YET;
    long behind = in.enter();
    while (in.more()) {
      int tag = in.tag();
      if (tag == KEY) {
        name = in.text(place);
      } else if (tag == VALUE) {
        value = readValue(in);
      } else {
        in.skip(tag);
      }
    }
    in.leave(behind);
    put(name, value);
  }

  private Object readValue(WireReader in) {
    Object value = NoValue.YET;
    long behind = in.enter();
    while (in.more()) {
      int tag = in.tag();
      if (tag == BOOL) {
        value = in.varint() != 0;
      } else if (tag == INT64) {
        value = in.varint();
      } else if (tag == STRING) {
        value = in.text(place);
      } else if (tag == DOUBLE) {
        value = Double.longBitsToDouble(in.fixed64());
      } else if (tag == UINT64) {
        value = unsigned(in.varint());
      } else {
        in.skip(tag);
      }
    }
    in.leave(behind);
    return value;
  }

  private long unsigned(long value) {
    if (value < 0) {
      throw new InvalidInput(
          place
              + ": "
              + Long.toUnsignedString(value)
              + " (expected: at most "
              + Long.MAX_VALUE
              + ")");
    }
    return value;
  }

  private void put(String name, Object value) {
    if (name.equals(FINAL_FLAG)) {
      return;
    }
    Wishes.refuseReserved(name, place);
    if (value == NoValue.YET) {
      throw new InvalidInput(place + "." + name + ": no value (expected: bool, number or string)");
    }
    values.put(name, value);
    if (values.size() > MAX_ENTRIES) {
      throw new InvalidInput(place + ": more (expected: at most " + MAX_ENTRIES + ")");
    }
  }

  Parameters parameters() {
    return values.isEmpty() ? Parameters.NONE : new Parameters(values);
  }

  private enum NoValue {
    YET
  }
}
