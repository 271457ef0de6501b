package dev.soban.engine.onnx.graph.outline;

import dev.soban.core.tensor.Shape;
import dev.soban.engine.onnx.graph.wire.OnnxFormatException;
import dev.soban.engine.onnx.graph.wire.WireReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads ValueInfoProto and TypeProto. */
public final class TypeReader {
  private static final int VALUE_NAME = 1;
  private static final int VALUE_TYPE = 2;
  private static final int TYPE_TENSOR = 1;
  private static final int TYPE_SEQUENCE = 4;
  private static final int TYPE_MAP = 5;
  private static final int TYPE_OPAQUE = 7;
  private static final int TYPE_SPARSE = 8;
  private static final int TYPE_OPTIONAL = 9;
  private static final ValueType UNSAID = new ValueType.OfTensor(0, Optional.empty());

  private TypeReader() {}

  public static NamedValue value(WireReader value) throws OnnxFormatException {
    String name = "";
    ValueType type = UNSAID;
    while (value.next()) {
      if (value.isMessage(VALUE_NAME)) {
        name = value.text();
      } else if (value.isMessage(VALUE_TYPE)) {
        type = type(value.message());
      }
    }
    return new NamedValue(name, type);
  }

  private static ValueType type(WireReader type) throws OnnxFormatException {
    ValueType found = UNSAID;
    while (type.next()) {
      if (type.wireType() == WireReader.LENGTH_DELIMITED) {
        found =
            switch (type.field()) {
              case TYPE_TENSOR -> tensor(type.message());
              case TYPE_SEQUENCE -> new ValueType.OfSequence(element(type.message()));
              case TYPE_OPTIONAL -> new ValueType.OfOptional(element(type.message()));
              case TYPE_MAP -> map(type.message());
              case TYPE_SPARSE -> new ValueType.Other("sparse tensor");
              case TYPE_OPAQUE -> new ValueType.Other("opaque");
              default -> found;
            };
      }
    }
    return found;
  }

  private static ValueType element(WireReader holder) throws OnnxFormatException {
    ValueType element = UNSAID;
    while (holder.next()) {
      if (holder.isMessage(1)) {
        element = type(holder.message());
      }
    }
    return element;
  }

  private static ValueType map(WireReader map) throws OnnxFormatException {
    int keyType = 0;
    ValueType value = UNSAID;
    while (map.next()) {
      if (map.isNumber(1)) {
        keyType = (int) map.number();
      } else if (map.isMessage(2)) {
        value = type(map.message());
      }
    }
    return new ValueType.OfMap(keyType, value);
  }

  private static ValueType tensor(WireReader tensor) throws OnnxFormatException {
    int elementType = 0;
    Optional<Shape> shape = Optional.empty();
    while (tensor.next()) {
      if (tensor.isNumber(1)) {
        elementType = (int) tensor.number();
      } else if (tensor.isMessage(2)) {
        shape = Optional.of(shape(tensor.message()));
      }
    }
    return new ValueType.OfTensor(elementType, shape);
  }

  private static Shape shape(WireReader shape) throws OnnxFormatException {
    List<Long> dims = new ArrayList<>();
    while (shape.next()) {
      if (shape.isMessage(1)) {
        dims.add(dimension(shape.message()));
      }
    }
    return Shape.of(dims);
  }

  /** Exporters write both a missing value and a negative one for a dimension that varies. */
  private static long dimension(WireReader dimension) throws OnnxFormatException {
    long size = Shape.DYNAMIC;
    while (dimension.next()) {
      if (dimension.isNumber(1)) {
        size = Math.max(dimension.number(), Shape.DYNAMIC);
      }
    }
    return size;
  }
}
