package dev.soban.grpc.message;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException.Unsupported;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.protocol.inference.InferParameter;
import dev.soban.protocol.inference.ModelInferResponse;
import dev.soban.protocol.inference.ModelStreamInferResponse;
import dev.soban.server.oip.ClassificationOutput;
import dev.soban.server.oip.InferBody;
import dev.soban.server.oip.WantedOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes the answers to one question. All outputs are sent as their memory: what the message's
 * typed contents could hold, a client has to read from there anyhow.
 */
public final class AnswerWriter {
  private static final String FINAL = "triton_final_response";

  private final InferBody body;
  private final OutputMeaning meaning;

  public AnswerWriter(InferBody body, OutputMeaning meaning) {
    this.body = body;
    this.meaning = meaning;
  }

  /**
   * The answer of a call that has one.
   *
   * @throws dev.soban.core.predict.PredictionException when it cannot be written as asked
   */
  public AnswerMessage single(InferenceResponse response) {
    return checked(AnswerMessage.of(pieces(response, ModelInferResponse.newBuilder())));
  }

  /**
   * The answer as one of a stream's.
   *
   * @throws dev.soban.core.predict.PredictionException when it cannot be written as asked
   */
  public AnswerMessage streamed(InferenceResponse response) {
    ModelInferResponse.Builder head = ModelInferResponse.newBuilder();
    head.putParameters(FINAL, InferParameter.newBuilder().setBoolParam(true).build());
    List<MemorySegment> pieces = pieces(response, head);
    long size = AnswerMessage.of(pieces).sizeBytes();
    pieces.addFirst(header(ModelStreamInferResponse.INFER_RESPONSE_FIELD_NUMBER, size));
    return checked(AnswerMessage.of(pieces));
  }

  /** What a stream says of a question that has no answer. */
  public static AnswerMessage streamedError(String id, String message) {
    ModelStreamInferResponse error =
        ModelStreamInferResponse.newBuilder()
            .setErrorMessage(message)
            .setInferResponse(ModelInferResponse.newBuilder().setId(id))
            .build();
    return AnswerMessage.of(List.of(bytes(error)));
  }

  private List<MemorySegment> pieces(InferenceResponse response, ModelInferResponse.Builder head) {
    head.setModelName(response.model().name())
        .setModelVersion(response.model().version())
        .setId(body.id());
    addParameters(head, response.parameters());
    List<MemorySegment> raws = new ArrayList<>(response.outputs().size());
    for (Map.Entry<String, Tensor> output : response.outputs().entrySet()) {
      raws.add(addOutput(head, output.getKey(), output.getValue()));
    }
    List<MemorySegment> pieces = new ArrayList<>(2 * raws.size() + 2);
    pieces.add(bytes(head.build()));
    for (MemorySegment raw : raws) {
      pieces.add(header(ModelInferResponse.RAW_OUTPUT_CONTENTS_FIELD_NUMBER, raw.byteSize()));
      pieces.add(raw);
    }
    return pieces;
  }

  private MemorySegment addOutput(ModelInferResponse.Builder head, String name, Tensor tensor) {
    WantedOutput wanted = body.wanted(name);
    if (wanted == null || wanted.classes() == 0) {
      addOutput(head, name, tensor.dataType().name(), tensor.shape());
      return tensor.data();
    }
    ClassificationOutput classes = ClassificationOutput.of(name, tensor, wanted.classes(), meaning);
    addOutput(head, name, "BYTES", classes.shape());
    return classes.toMemory();
  }

  private static void addOutput(
      ModelInferResponse.Builder head, String name, String type, Shape shape) {
    ModelInferResponse.InferOutputTensor.Builder output =
        head.addOutputsBuilder().setName(name).setDatatype(type);
    for (int i = 0; i < shape.rank(); i++) {
      output.addShape(shape.dim(i));
    }
  }

  private static void addParameters(ModelInferResponse.Builder head, Parameters parameters) {
    parameters.values().forEach((name, value) -> head.putParameters(name, parameter(value)));
  }

  private static InferParameter parameter(Object value) {
    InferParameter.Builder parameter = InferParameter.newBuilder();
    return switch (value) {
      case Boolean flag -> parameter.setBoolParam(flag).build();
      case Long number -> parameter.setInt64Param(number).build();
      case Double number -> parameter.setDoubleParam(number).build();
      default -> parameter.setStringParam(value.toString()).build();
    };
  }

  private static MemorySegment bytes(MessageLite message) {
    return MemorySegment.ofArray(message.toByteArray());
  }

  /** What stands in front of bytes that are a field of their own. */
  private static MemorySegment header(int field, long size) {
    int tag = WireReader.tag(field, WireReader.BYTES);
    byte[] header =
        new byte
            [CodedOutputStream.computeUInt32SizeNoTag(tag)
                + CodedOutputStream.computeUInt64SizeNoTag(size)];
    CodedOutputStream out = CodedOutputStream.newInstance(header);
    try {
      out.writeUInt32NoTag(tag);
      out.writeUInt64NoTag(size);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return MemorySegment.ofArray(header);
  }

  private static AnswerMessage checked(AnswerMessage answer) {
    if (answer.sizeBytes() > Integer.MAX_VALUE) {
      throw new Unsupported(
          "answer: "
              + answer.sizeBytes()
              + " bytes (expected: at most 2 GiB, as gRPC carries; ask for fewer rows or outputs)");
    }
    return answer;
  }
}
