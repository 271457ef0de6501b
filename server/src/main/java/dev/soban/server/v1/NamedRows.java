package dev.soban.server.v1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.server.json.HeapRoom;
import dev.soban.server.json.JsonObjects;
import dev.soban.server.json.JsonRegion;
import dev.soban.server.json.JsonRegions;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.json.JsonText;
import dev.soban.server.values.ModelValues;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rows that are objects, {@code {"input": value, …}} each, put together by input. Values are noted
 * where they lie, and read from there. Used once; closed when all has been read.
 */
final class NamedRows implements AutoCloseable {
  private final Rows asked;
  private final HeapRoom.Growing room;
  private final Map<String, JsonRegions> columns = new LinkedHashMap<>();
  private int rows;

  /**
   * What is read.
   *
   * @param list where in the text the array of rows lies
   * @param place names it in errors
   * @param shared values that stand for every row which has none of its own, where they lie
   */
  record Rows(
      MemorySegment text,
      JsonRegion list,
      String place,
      Map<String, JsonRegion> shared,
      Served.Description model) {}

  /**
   * @param room for noting where many values lie
   */
  NamedRows(Rows asked, HeapRoom room) {
    this.asked = asked;
    this.room = room.growing(asked.place());
  }

  /** The values of each input, one for each row. */
  Map<String, JsonText> read(JsonStreams json) {
    return json.read(asked.list().of(asked.text()), this::read);
  }

  @Override
  public void close() {
    room.close();
  }

  private Map<String, JsonText> read(JsonParser parser) throws IOException {
    JsonObjects.expect(parser, JsonToken.START_ARRAY, asked.place(), "an array of objects");
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      JsonObjects.expect(parser, JsonToken.START_OBJECT, row(), "an object, as the rows before");
      readRow(parser);
    }
    if (rows == 0) {
      throw new InvalidInput(asked.place() + ": [] (expected: at least one)");
    }
    if (columns.isEmpty()) {
      throw new InvalidInput(asked.place() + "[0]: {} (expected: a value for each input)");
    }
    Map<String, JsonText> texts = LinkedHashMap.newLinkedHashMap(columns.size());
    columns.forEach((name, regions) -> texts.put(name, regions.asArray(asked.text())));
    return texts;
  }

  private void readRow(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      JsonRegions column = column(name);
      if (column.size() > rows) {
        throw new InvalidInput(row() + "." + name + ": given twice (expected: once)");
      }
      column.add(JsonRegion.skip(parser).within(asked.list()));
    }
    asked.shared().forEach(this::fill);
    columns.forEach(this::checkComplete);
    rows++;
  }

  private JsonRegions column(String name) {
    JsonRegions column = columns.get(name);
    if (column == null) {
      if (rows > 0) {
        throw new InvalidInput(
            row() + "." + name + ": missing in the rows before (expected: alike rows)");
      }
      var _ = ModelValues.input(name, asked.model());
      column = new JsonRegions(room);
      columns.put(name, column);
    }
    return column;
  }

  private void fill(String name, JsonRegion value) {
    JsonRegions column = column(name);
    if (column.size() == rows) {
      column.add(value);
    }
  }

  private void checkComplete(String name, JsonRegions column) {
    if (column.size() == rows) {
      throw new InvalidInput(
          row() + "." + name + ": missing (expected: a value, as in the rows before)");
    }
  }

  private String row() {
    return asked.place() + "[" + rows + "]";
  }
}
