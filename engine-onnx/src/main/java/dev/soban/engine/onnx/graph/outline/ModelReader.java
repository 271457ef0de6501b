package dev.soban.engine.onnx.graph.outline;

import dev.soban.engine.onnx.graph.wire.OnnxFormatException;
import dev.soban.engine.onnx.graph.wire.WireReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Walks a ModelProto once and collects its outline. Repeated occurrences of the graph count
 * together, as parsers merge them.
 */
public final class ModelReader {
  private static final int MODEL_IR_VERSION = 1;
  public static final int MODEL_GRAPH = 7;
  private static final int MODEL_OPSET = 8;
  private static final int MODEL_TRAINING = 20;
  private static final int MODEL_FUNCTION = 25;
  public static final int GRAPH_NODE = 1;
  public static final int GRAPH_INITIALIZER = 5;
  public static final int GRAPH_INPUT = 11;
  public static final int GRAPH_OUTPUT = 12;
  private static final int GRAPH_SPARSE_INITIALIZER = 15;
  private static final int NODE_OPERATOR = 4;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int NODE_DOMAIN = 7;
  private static final int FUNCTION_NODE = 7;
  private static final int ATTRIBUTE_TENSOR = 5;
  private static final int ATTRIBUTE_GRAPH = 6;
  private static final int ATTRIBUTE_TENSORS = 10;
  private static final int ATTRIBUTE_GRAPHS = 11;
  private static final int ATTRIBUTE_SPARSE = 22;
  private static final int ATTRIBUTE_SPARSES = 23;

  private final Map<String, Long> opsets = new HashMap<>();
  private final List<NamedValue> inputs = new ArrayList<>();
  private final List<NamedValue> outputs = new ArrayList<>();
  private final Set<String> initializers = new HashSet<>();
  private final List<ExternalTensor> externalTensors = new ArrayList<>();
  private final Set<Operator> operators = new HashSet<>();
  private final List<MapOutput> mapOutputs = new ArrayList<>();
  private long irVersion;
  private boolean graphSeen;

  private ModelReader() {}

  public static ModelOutline read(WireReader model) throws OnnxFormatException {
    ModelReader reader = new ModelReader();
    reader.model(model);
    if (!reader.graphSeen) {
      throw new OnnxFormatException(
          "not an ONNX model: it holds no graph; export the model again to ONNX");
    }
    return new ModelOutline(
        reader.irVersion,
        reader.opsets,
        reader.inputs,
        reader.outputs,
        reader.initializers,
        reader.externalTensors,
        reader.operators,
        reader.mapOutputs);
  }

  private void model(WireReader model) throws OnnxFormatException {
    while (model.next()) {
      if (model.isMessage(MODEL_GRAPH)) {
        graphSeen = true;
        mainGraph(model.message());
      } else if (model.isNumber(MODEL_IR_VERSION)) {
        irVersion = model.number();
      } else if (model.isMessage(MODEL_OPSET)) {
        opset(model.message());
      } else if (model.isMessage(MODEL_FUNCTION)) {
        function(model.message());
      } else if (model.isMessage(MODEL_TRAINING)) {
        training(model.message());
      }
    }
  }

  private void mainGraph(WireReader graph) throws OnnxFormatException {
    while (graph.next()) {
      graphPart(graph, ExternalTensor.MAIN_GRAPH);
      if (graph.isMessage(GRAPH_INITIALIZER)) {
        initializers.add(TensorReader.of(graph.message()).name());
      } else if (graph.isMessage(GRAPH_SPARSE_INITIALIZER)) {
        initializers.add(sparse(graph.message(), "the graph's sparse initializers"));
      } else if (graph.isMessage(GRAPH_INPUT)) {
        inputs.add(TypeReader.value(graph.message()));
      } else if (graph.isMessage(GRAPH_OUTPUT)) {
        outputs.add(TypeReader.value(graph.message()));
      } else if (graph.isMessage(GRAPH_NODE)
          && operator(graph.message()).equals(ZipMapReader.OPERATOR)) {
        mapOutputs.add(ZipMapReader.read(graph.message()));
      }
    }
  }

  private void subgraph(WireReader graph, String where) throws OnnxFormatException {
    while (graph.next()) {
      graphPart(graph, where);
      if (graph.isMessage(GRAPH_SPARSE_INITIALIZER)) {
        sparse(graph.message(), where);
      }
    }
  }

  private void graphPart(WireReader graph, String where) throws OnnxFormatException {
    if (graph.isMessage(GRAPH_NODE)) {
      operator(graph.message());
      node(graph.message(), where);
    } else if (graph.isMessage(GRAPH_INITIALIZER)) {
      tensor(graph.message(), where);
    }
  }

  private void node(WireReader node, String where) throws OnnxFormatException {
    while (node.next()) {
      if (node.isMessage(NODE_ATTRIBUTE)) {
        attribute(node.message(), "a node attribute of " + where);
      }
    }
  }

  private Operator operator(WireReader node) throws OnnxFormatException {
    String name = "";
    String domain = "";
    while (node.next()) {
      if (node.isMessage(NODE_OPERATOR)) {
        name = node.text();
      } else if (node.isMessage(NODE_DOMAIN)) {
        domain = node.text();
      }
    }
    Operator operator = new Operator(domain, name);
    operators.add(operator);
    return operator;
  }

  private void attribute(WireReader attribute, String where) throws OnnxFormatException {
    while (attribute.next()) {
      if (attribute.wireType() == WireReader.LENGTH_DELIMITED) {
        switch (attribute.field()) {
          case ATTRIBUTE_TENSOR, ATTRIBUTE_TENSORS -> tensor(attribute.message(), where);
          case ATTRIBUTE_GRAPH, ATTRIBUTE_GRAPHS -> subgraph(attribute.message(), "a subgraph");
          case ATTRIBUTE_SPARSE, ATTRIBUTE_SPARSES -> sparse(attribute.message(), where);
          default -> {}
        }
      }
    }
  }

  private void tensor(WireReader tensor, String where) throws OnnxFormatException {
    TensorReader.of(tensor).external(where).ifPresent(externalTensors::add);
  }

  /** Values and indices are tensors each; the sparse tensor is named as its values are. */
  private String sparse(WireReader sparse, String where) throws OnnxFormatException {
    String name = "";
    while (sparse.next()) {
      if (sparse.isMessage(1) || sparse.isMessage(2)) {
        TensorReader part = TensorReader.of(sparse.message());
        part.external(where).ifPresent(externalTensors::add);
        name = sparse.field() == 1 ? part.name() : name;
      }
    }
    return name;
  }

  private void opset(WireReader opset) throws OnnxFormatException {
    String domain = "";
    long version = 0;
    while (opset.next()) {
      if (opset.isMessage(1)) {
        domain = opset.text();
      } else if (opset.isNumber(2)) {
        version = opset.number();
      }
    }
    opsets.put(domain.equals("ai.onnx") ? "" : domain, version);
  }

  private void function(WireReader function) throws OnnxFormatException {
    while (function.next()) {
      if (function.isMessage(FUNCTION_NODE)) {
        operator(function.message());
        node(function.message(), "a function");
      } else if (function.isMessage(11)) {
        attribute(function.message(), "a function's default");
      }
    }
  }

  private void training(WireReader training) throws OnnxFormatException {
    while (training.next()) {
      if (training.isMessage(1) || training.isMessage(2)) {
        subgraph(training.message(), "training information");
      }
    }
  }
}
