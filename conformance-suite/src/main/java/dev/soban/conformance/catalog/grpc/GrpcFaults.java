package dev.soban.conformance.catalog.grpc;

import com.google.protobuf.ByteString;
import dev.soban.conformance.check.Trial;
import dev.soban.conformance.grpc.GrpcQuestion;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Inapplicable;
import dev.soban.protocol.inference.InferTensorContents;
import dev.soban.protocol.inference.ModelInferRequest;
import dev.soban.protocol.inference.ModelInferRequest.InferInputTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Ways to make a right call wrong in one place. */
final class GrpcFaults {
  private GrpcFaults() {}

  /** A fault in one place of a right call. */
  interface Fault {
    void into(Usable model, ModelInferRequest.Builder call);
  }

  static Trial raw(Fault fault) {
    return target -> {
      Usable model = Calls.model(target);
      ModelInferRequest.Builder call = Calls.raw(model);
      fault.into(model, call);
      Calls.refusal(target, call);
    };
  }

  static Trial typed(Fault fault) {
    return target -> {
      Usable model = Calls.typedModel(target);
      ModelInferRequest.Builder call = Calls.typed(model);
      fault.into(model, call);
      Calls.refusal(target, call);
    };
  }

  static ModelInferRequest.Builder withFirst(Usable model, TensorValue value) {
    Map<String, TensorValue> changed = new LinkedHashMap<>(model.inputs());
    changed.put(model.firstInput(), value);
    return GrpcQuestion.raw(model.name(), changed);
  }

  static void negative(Usable model, ModelInferRequest.Builder call) {
    InferInputTensor.Builder input = call.getInputsBuilder(0);
    if (input.getShapeCount() == 0) {
      throw new Inapplicable("the model " + model.name() + " takes a scalar");
    }
    input.setShape(0, -1);
  }

  static void longer(Usable model, ModelInferRequest.Builder call) {
    int last = call.getRawInputContentsCount() - 1;
    ByteString contents = call.getRawInputContents(last);
    call.setRawInputContents(last, contents.concat(ByteString.copyFrom(new byte[1])));
  }

  static void emptied(Usable model, ModelInferRequest.Builder call) {
    call.getInputsBuilder(0).setContents(InferTensorContents.getDefaultInstance());
  }

  /** As many elements, in a field for another datatype. */
  static void otherContents(Usable model, ModelInferRequest.Builder call) {
    TensorValue value = model.firstValue();
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    for (long i = 0; i < value.elements(); i++) {
      if (value.datatype() == Datatype.FP64) {
        contents.addInt64Contents(0);
      } else {
        contents.addFp64Contents(0);
      }
    }
    call.getInputsBuilder(0).setContents(contents);
  }
}
