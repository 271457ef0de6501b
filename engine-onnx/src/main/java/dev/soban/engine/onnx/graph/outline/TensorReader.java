package dev.soban.engine.onnx.graph.outline;

import dev.soban.engine.onnx.graph.wire.OnnxFormatException;
import dev.soban.engine.onnx.graph.wire.WireReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a TensorProto's name, and where its data lies when that is outside the file. */
public final class TensorReader {
  private static final int NAME = 8;
  public static final int EXTERNAL_DATA = 13;
  public static final String LOCATION = "location";

  private static final int DATA_LOCATION = 14;
  private static final int EXTERNAL = 1;

  private final List<String> locations = new ArrayList<>();
  private final Map<String, String> entries = new HashMap<>();
  private String name = "";
  private boolean external;

  private TensorReader() {}

  public static TensorReader of(WireReader tensor) throws OnnxFormatException {
    TensorReader read = new TensorReader();
    while (tensor.next()) {
      if (tensor.isMessage(NAME)) {
        read.name = tensor.text();
      } else if (tensor.isMessage(EXTERNAL_DATA)) {
        read.entry(tensor.message());
      } else if (tensor.isNumber(DATA_LOCATION)) {
        read.external |= tensor.number() == EXTERNAL;
      }
    }
    return read;
  }

  /** A parser merges repeated fields, so every location counts, whatever stands beside it. */
  private void entry(WireReader message) throws OnnxFormatException {
    external = true;
    StringEntry entry = StringEntry.of(message);
    if (entry.key().equals(LOCATION)) {
      locations.add(entry.value());
    } else {
      entries.put(entry.key(), entry.value());
    }
  }

  public String name() {
    return name;
  }

  Optional<ExternalTensor> external(String where) {
    return external
        ? Optional.of(new ExternalTensor(name, where, locations, entries))
        : Optional.empty();
  }
}
