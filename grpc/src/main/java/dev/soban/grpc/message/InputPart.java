package dev.soban.grpc.message;

import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.server.oip.DeclaredTensor;
import dev.soban.server.oip.Place;
import dev.soban.server.oip.RawValues;
import dev.soban.server.oip.Wishes;

/** One of the inputs while a message is read; closed unless it became a tensor. */
final class InputPart implements AutoCloseable {
  private static final int NAME = WireReader.tag(1, WireReader.BYTES);
  private static final int DATATYPE = WireReader.tag(2, WireReader.BYTES);
  private static final int DIMENSION = WireReader.tag(3, WireReader.VARINT);
  private static final int DIMENSIONS = WireReader.tag(3, WireReader.BYTES);
  private static final int PARAMETER = WireReader.tag(4, WireReader.BYTES);
  private static final int CONTENTS = WireReader.tag(5, WireReader.BYTES);

  private final TensorPool pool;
  private final int index;
  private final Place place;
  private final ParameterMap parameters;
  private final TypedContents contents;
  private String name = "";
  private String datatype = "";
  private long[] dims = new long[4];
  private int rank;

  InputPart(int index, TensorPool pool) {
    this.pool = pool;
    this.index = index;
    this.place = new Place("inputs", index, "");
    this.parameters = new ParameterMap(place.at("parameters"));
    this.contents = new TypedContents(pool, place.at("contents"));
  }

  String name() {
    return name;
  }

  void read(WireReader in) {
    long behind = in.enter();
    while (in.more()) {
      int tag = in.tag();
      if (tag == NAME) {
        name = in.text(place.at("name"));
      } else if (tag == DATATYPE) {
        datatype = in.text(place.at("datatype"));
      } else if (tag == DIMENSIONS) {
        readDimensions(in);
      } else if (tag == DIMENSION) {
        addDimension(in.varint());
      } else if (tag == PARAMETER) {
        parameters.readEntry(in);
      } else if (tag == CONTENTS) {
        contents.read(in);
      } else {
        in.skip(tag);
      }
    }
    in.leave(behind);
  }

  private void readDimensions(WireReader in) {
    long behind = in.enter();
    while (in.more()) {
      addDimension(in.varint());
    }
    in.leave(behind);
  }

  private void addDimension(long dim) {
    dims = DeclaredTensor.with(dims, rank++, dim, place.at("shape"));
  }

  /** The tensor whose memory came beside the inputs. */
  Tensor withRaw(TensorBuffer raw) {
    if (contents.present()) {
      throw new InvalidInput(
          place + ": both contents and raw_input_contents (expected: one of them)");
    }
    DataType type = dataType();
    Shape shape = shape();
    new RawValues(new Place("raw_input_contents", index, ""), "size")
        .check(type, shape, raw.values());
    return raw.publish(type, shape);
  }

  /** The tensor of the input's own values. */
  Tensor withContents() {
    DataType type = dataType();
    Shape shape = shape();
    if (contents.present()) {
      return contents.publish(type, shape);
    }
    if (shape.elements() > 0) {
      throw new InvalidInput(place + ": no values (expected: contents, or raw_input_contents)");
    }
    return Tensor.of(type, shape, pool.allocate(0), 0);
  }

  private DataType dataType() {
    if (name.isEmpty()) {
      throw new InvalidInput(place.at("name") + ": missing (expected: an input's name)");
    }
    if (datatype.isEmpty()) {
      throw new InvalidInput(
          place.at("datatype") + ": missing (expected: " + DeclaredTensor.DATA_TYPES + ")");
    }
    return DeclaredTensor.dataType(datatype, place.at("datatype"));
  }

  private Shape shape() {
    Wishes.refuseSharedMemory(parameters.parameters(), place.at("parameters"));
    return DeclaredTensor.shape(dims, rank, place.at("shape"));
  }

  @Override
  public void close() {
    contents.close();
  }
}
