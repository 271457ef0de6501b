package dev.soban.grpc.message;

import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.server.oip.InferBody;
import dev.soban.server.oip.Place;
import dev.soban.server.oip.WantedOutput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one request for inference; used once. What it made is closed when anything is wrong. */
final class MessageReader {
  private static final int MAX_ENTRIES = 4096;
  private static final int MODEL_NAME = WireReader.tag(1, WireReader.BYTES);
  private static final int MODEL_VERSION = WireReader.tag(2, WireReader.BYTES);
  private static final int ID = WireReader.tag(3, WireReader.BYTES);
  private static final int PARAMETER = WireReader.tag(4, WireReader.BYTES);
  private static final int INPUT = WireReader.tag(5, WireReader.BYTES);
  private static final int OUTPUT = WireReader.tag(6, WireReader.BYTES);
  private static final int RAW_INPUT = WireReader.tag(7, WireReader.BYTES);
  private static final int OUTPUT_NAME = WireReader.tag(1, WireReader.BYTES);
  private static final int OUTPUT_PARAMETER = WireReader.tag(2, WireReader.BYTES);

  private final WireReader in;
  private final TensorPool pool;
  private final long sizeBytes;
  private final ParameterMap parameters = new ParameterMap("parameters");
  private final List<InputPart> inputs = new ArrayList<>(2);
  private final List<WantedOutput> outputs = new ArrayList<>(2);
  private final List<TensorBuffer> raws = new ArrayList<>(2);
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private String model = "";
  private String version = "";
  private String id = "";

  /**
   * @param sizeBytes of all pieces together
   */
  MessageReader(Pieces pieces, long sizeBytes, TensorPool pool) {
    this.in = new WireReader(pieces, sizeBytes);
    this.pool = pool;
    this.sizeBytes = sizeBytes;
  }

  InferMessage read() {
    boolean complete = false;
    try {
      while (in.more()) {
        readField(in.tag());
      }
      makeTensors();
      complete = true;
    } finally {
      if (!complete) {
        tensors.values().forEach(Tensor::close);
        inputs.forEach(InputPart::close);
        raws.forEach(TensorBuffer::close);
      }
    }
    InferBody body = new InferBody(id, parameters.parameters(), tensors, outputs);
    return new InferMessage(model, version, body, sizeBytes);
  }

  private void readField(int tag) {
    if (tag == MODEL_NAME) {
      model = in.text("model_name");
    } else if (tag == MODEL_VERSION) {
      version = in.text("model_version");
    } else if (tag == ID) {
      id = in.text("id");
    } else if (tag == PARAMETER) {
      parameters.readEntry(in);
    } else if (tag == INPUT) {
      readInput();
    } else if (tag == OUTPUT) {
      readOutput();
    } else if (tag == RAW_INPUT) {
      readRaw();
    } else {
      in.skip(tag);
    }
  }

  private void readInput() {
    checkRoom(inputs.size(), "inputs");
    InputPart input = new InputPart(inputs.size(), pool);
    inputs.add(input);
    input.read(in);
  }

  private void readRaw() {
    checkRoom(raws.size(), "raw_input_contents");
    long length = in.length();
    TensorBuffer raw = new TensorBuffer(pool, length);
    raws.add(raw);
    in.copyTo(raw.add(length));
  }

  private void readOutput() {
    checkRoom(outputs.size(), "outputs");
    Place place = new Place("outputs", outputs.size(), "");
    ParameterMap wishes = new ParameterMap(place.at("parameters"));
    String name = "";
    long behind = in.enter();
    while (in.more()) {
      int tag = in.tag();
      if (tag == OUTPUT_NAME) {
        name = in.text(place.at("name"));
      } else if (tag == OUTPUT_PARAMETER) {
        wishes.readEntry(in);
      } else {
        in.skip(tag);
      }
    }
    in.leave(behind);
    if (name.isEmpty()) {
      throw new InvalidInput(place.at("name") + ": missing (expected: an output's name)");
    }
    outputs.add(WantedOutput.of(name, wishes.parameters(), place.at("parameters")));
  }

  private static void checkRoom(int size, String list) {
    if (size == MAX_ENTRIES) {
      throw new InvalidInput(list + ": more (expected: at most " + MAX_ENTRIES + ")");
    }
  }

  private void makeTensors() {
    if (model.isEmpty()) {
      throw new InvalidInput("model_name: missing (expected: a model's name)");
    }
    if (!raws.isEmpty() && raws.size() != inputs.size()) {
      throw new InvalidInput(
          "raw_input_contents: "
              + raws.size()
              + " (expected: "
              + inputs.size()
              + ", one for each input)");
    }
    for (int i = 0; i < inputs.size(); i++) {
      InputPart input = inputs.get(i);
      Tensor tensor = raws.isEmpty() ? input.withContents() : input.withRaw(raws.get(i));
      Tensor before = tensors.put(input.name(), tensor);
      if (before != null) {
        before.close();
        throw new InvalidInput(
            new Place("inputs", i, "name") + ": " + input.name() + " (expected: not twice)");
      }
    }
  }
}
