package dev.soban.vision.resample;

import dev.soban.core.model.PictureInput.Filter;
import java.util.concurrent.ConcurrentHashMap;

/** Weight tables by what they are for: pictures of one camera share them. Thread-safe. */
final class WeightTables {
  private static final int MAX_TABLES = 128;
  private static final int LARGEST_KEPT = 1 << 14;

  private final ConcurrentHashMap<Key, WeightTable> tables = new ConcurrentHashMap<>();

  WeightTable of(Axis axis, double span, int size, Filter filter) {
    Key key = new Key(axis, span, size, filter);
    WeightTable known = tables.get(key);
    if (known != null) {
      return known;
    }
    WeightTable table = new WeightTable(axis, span, size, filter);
    if (table.weights.length > LARGEST_KEPT) {
      return table;
    }
    // pictures of ever new sizes must not fill the memory; starting afresh is cheap
    if (tables.size() >= MAX_TABLES) {
      tables.clear();
    }
    tables.put(key, table);
    return table;
  }

  private record Key(Axis axis, double span, int size, Filter filter) {}
}
