package dev.soban.server.oip;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.server.json.JsonObjects;
import dev.soban.server.json.JsonRegion;
import dev.soban.server.json.SeenKeys;
import dev.soban.server.json.TensorJsonReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One element of {@code inputs} while it is read. Data that comes behind datatype and shape goes
 * straight into the tensor; data in front of them is stepped over and read afterwards.
 */
final class InputEntry {
  private final Place place;
  private final BodyParts body;
  private final SeenKeys seen = new SeenKeys();
  private String name = "";
  private @Nullable DataType dataType;
  private @Nullable Shape shape;
  private Parameters parameters = Parameters.NONE;
  private @Nullable JsonRegion region;
  private @Nullable Tensor tensor;

  private enum Key {
    NAME,
    DATATYPE,
    SHAPE,
    PARAMETERS,
    DATA
  }

  InputEntry(int index, BodyParts body) {
    this("inputs", index, body);
  }

  /**
   * @param list whose element it is
   */
  InputEntry(String list, int index, BodyParts body) {
    this.place = new Place(list, index, "");
    this.body = body;
  }

  String name() {
    return name;
  }

  void close() {
    if (tensor != null) {
      tensor.close();
    }
  }

  void read(JsonParser parser) throws IOException {
    JsonObjects.expect(parser, JsonToken.START_OBJECT, place, "an object");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "name" -> name = JsonObjects.string(parser, once(Key.NAME, key));
        case "datatype" -> dataType = dataType(parser, once(Key.DATATYPE, key));
        case "shape" -> shape = shape(parser, once(Key.SHAPE, key));
        case "parameters" -> parameters = ParameterReader.read(parser, once(Key.PARAMETERS, key));
        case "data" -> readData(parser, once(Key.DATA, key));
        default -> parser.skipChildren();
      }
    }
  }

  private Place once(Key key, String text) {
    Place at = place.at(text);
    seen.once(key.ordinal(), at);
    return at;
  }

  private static DataType dataType(JsonParser parser, Place at) throws IOException {
    return DeclaredTensor.dataType(JsonObjects.string(parser, at), at);
  }

  private static Shape shape(JsonParser parser, Place at) throws IOException {
    JsonObjects.expect(parser, JsonToken.START_ARRAY, at, "an array of integers");
    long[] dims = new long[4];
    int rank = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      dims = DeclaredTensor.with(dims, rank++, JsonObjects.integer(parser, at), at);
    }
    return DeclaredTensor.shape(dims, rank, at);
  }

  private void readData(JsonParser parser, Place at) throws IOException {
    if (dataType == null || shape == null) {
      region = JsonRegion.skip(parser);
      return;
    }
    tensor =
        body.tensors()
            .read(parser, new TensorJsonReader.Form(dataType, shape), at, body.text().byteSize());
  }

  /** The tensor, once everything about the input is known; inputs must be asked in order. */
  Tensor complete() {
    if (name.isEmpty()) {
      throw new InvalidInput(place.at("name") + ": missing (expected: an input's name)");
    }
    if (dataType == null) {
      throw new InvalidInput(
          place.at("datatype") + ": missing (expected: " + DeclaredTensor.DATA_TYPES + ")");
    }
    if (shape == null) {
      throw new InvalidInput(place.at("shape") + ": missing (expected: an array of integers)");
    }
    Tensor complete = tensor(dataType, shape);
    tensor = complete;
    return complete;
  }

  private Tensor tensor(DataType type, Shape dims) {
    long binarySize = binarySize();
    if (binarySize >= 0) {
      return body.binary().take(type, dims, binarySize, place);
    }
    if (region != null) {
      return body.reread(region, new TensorJsonReader.Form(type, dims), place.at("data"));
    }
    if (tensor == null) {
      throw new InvalidInput(
          place + ": no values (expected: data, or binary_data_size in its parameters)");
    }
    return tensor;
  }

  private long binarySize() {
    if (parameters.empty()) {
      return -1;
    }
    Wishes.refuseSharedMemory(parameters, place.at("parameters"));
    long size = Wishes.size(parameters, "binary_data_size", place.at("parameters"));
    if (size >= 0 && (tensor != null || region != null)) {
      throw new InvalidInput(place + ": both data and binary_data_size (expected: one of them)");
    }
    return size;
  }
}
