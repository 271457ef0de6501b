package dev.soban.conformance.catalog.grpc;

import com.google.protobuf.ByteString;
import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.grpc.GrpcLine;
import dev.soban.conformance.grpc.GrpcQuestion;
import dev.soban.conformance.grpc.RawMessages;
import dev.soban.conformance.subject.Model;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.tensor.SampleValues;
import dev.soban.conformance.tensor.TensorSpec;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Unmet;
import dev.soban.protocol.inference.ModelInferRequest;
import io.grpc.Status;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Wrong calls, each wrong in one place: refused, told why, and no harm done. */
final class GrpcErrorChecks {
  private GrpcErrorChecks() {}

  static List<Check> all() {
    CheckList list = new CheckList(Section.GRPC_ERRORS).source("OIP gRPC, ModelInfer");
    names(list);
    contents(list);
    below(list);
    return list.checks();
  }

  private static void names(CheckList list) {
    list.must(
            "GRPC-050",
            "An unknown model is refused",
            GrpcFaults.raw((model, call) -> call.setModelName(Model.UNKNOWN)))
        .must(
            "GRPC-051",
            "An unknown version is refused",
            GrpcFaults.raw((model, call) -> call.setModelVersion(Model.UNKNOWN_VERSION)))
        .must(
            "GRPC-052",
            "A request without a model is refused",
            GrpcFaults.raw((model, call) -> call.clearModelName()))
        .must("GRPC-053", "A missing input is refused", GrpcErrorChecks::missingInput)
        .must(
            "GRPC-054",
            "A request without inputs is refused",
            GrpcFaults.raw((model, call) -> call.clearInputs().clearRawInputContents()))
        .should("GRPC-055", "An unknown input is refused", GrpcErrorChecks::unknownInput)
        .must(
            "GRPC-056",
            "An unknown output is refused",
            GrpcFaults.raw((model, call) -> call.addOutputs(GrpcQuestion.output("no-such-output"))))
        .should("GRPC-057", "An output asked for twice is refused", GrpcErrorChecks::outputTwice)
        .must(
            "GRPC-058",
            "Another datatype than the model's is refused",
            GrpcErrorChecks::otherDatatype)
        .must(
            "GRPC-059",
            "A datatype that does not exist is refused",
            GrpcFaults.raw((model, call) -> call.getInputsBuilder(0).setDatatype("FP31")))
        .must(
            "GRPC-060",
            "Another rank than the model's is refused",
            GrpcFaults.raw((model, call) -> call.getInputsBuilder(0).addShape(1)))
        .must("GRPC-061", "Another size than the model's is refused", GrpcErrorChecks::otherSize)
        .must("GRPC-062", "A negative dimension is refused", GrpcFaults.raw(GrpcFaults::negative))
        .must(
            "GRPC-063",
            "Dimensions beyond 64 bits are refused",
            GrpcFaults.raw(
                (model, call) -> call.getInputsBuilder(0).addShape(1L << 32).addShape(1L << 32)));
  }

  private static void contents(CheckList list) {
    list.must(
            "GRPC-064",
            "Raw and typed contents in one request are refused",
            GrpcErrorChecks::bothContents)
        .must(
            "GRPC-065",
            "Fewer raw contents than inputs are refused",
            GrpcFaults.raw((model, call) -> call.clearRawInputContents()))
        .must(
            "GRPC-066",
            "More raw contents than inputs are refused",
            GrpcFaults.raw((model, call) -> call.addRawInputContents(call.getRawInputContents(0))))
        .must(
            "GRPC-067",
            "Raw contents of another size than the shape's are refused",
            GrpcFaults.raw(GrpcFaults::longer))
        .must(
            "GRPC-068", "Too few typed elements are refused", GrpcFaults.typed(GrpcFaults::emptied))
        .must(
            "GRPC-069",
            "Typed contents of another datatype are refused",
            GrpcFaults.typed(GrpcFaults::otherContents))
        .must(
            "GRPC-070",
            "Raw BYTES whose lengths do not add up are refused",
            GrpcErrorChecks::brokenTexts);
  }

  private static void below(CheckList list) {
    list.should(
            "GRPC-071",
            "What is wrong in a request is INVALID_ARGUMENT",
            GrpcErrorChecks::invalidArgument)
        .should("GRPC-072", "An unknown model is NOT_FOUND", GrpcErrorChecks::notFound)
        .source("gRPC, Status Codes")
        .must("GRPC-073", "An unknown method is UNIMPLEMENTED", GrpcErrorChecks::unknownMethod)
        .must("GRPC-074", "Bytes that are no message are refused", GrpcErrorChecks::noMessage)
        .source("OIP gRPC, ModelInfer")
        .must("GRPC-075", "After all this the server answers as before", GrpcErrorChecks::alive);
  }

  private static void missingInput(Target target) {
    target.grpc();
    Usable model = target.usable(usable -> usable.inputs().size() > 1, "takes several inputs");
    Map<String, TensorValue> fewer = new LinkedHashMap<>(model.inputs());
    fewer.remove(model.firstInput());
    Calls.refusal(target, GrpcQuestion.raw(model.name(), fewer));
  }

  private static void unknownInput(Target target) {
    Usable model = Calls.model(target);
    Map<String, TensorValue> more = new LinkedHashMap<>(model.inputs());
    more.put("no-such-input", model.firstValue());
    Calls.refusal(target, GrpcQuestion.raw(model.name(), more));
  }

  private static void outputTwice(Target target) {
    Usable model = Calls.model(target);
    String name = Calls.infer(target, Calls.raw(model)).outputs().keySet().iterator().next();
    Calls.refusal(
        target,
        Calls.raw(model)
            .addOutputs(GrpcQuestion.output(name))
            .addOutputs(GrpcQuestion.output(name)));
  }

  private static void otherDatatype(Target target) {
    Usable model = Calls.model(target);
    TensorValue value = model.firstValue();
    Datatype other = value.datatype() == Datatype.INT64 ? Datatype.FP32 : Datatype.INT64;
    Calls.refusal(target, GrpcFaults.withFirst(model, SampleValues.zeros(other, value.shape())));
  }

  private static void otherSize(Target target) {
    target.grpc();
    Usable model =
        target.usable(
            usable -> usable.model().inputs().getFirst().fixed() >= 0,
            "has a size that its metadata fix");
    TensorSpec spec = model.model().inputs().getFirst();
    Calls.refusal(
        target, GrpcFaults.withFirst(model, SampleValues.zeros(spec.datatype(), spec.misfit())));
  }

  private static void bothContents(Target target) {
    Usable model = Calls.typedModel(target);
    ModelInferRequest.Builder call = Calls.typed(model);
    call.addAllRawInputContents(Calls.raw(model).getRawInputContentsList());
    Calls.expectCode(Status.Code.INVALID_ARGUMENT, Calls.refusal(target, call));
  }

  private static void brokenTexts(Target target) {
    target.grpc();
    Usable model =
        target.usable(
            usable -> usable.firstValue().datatype() == Datatype.BYTES, "takes BYTES first");
    ModelInferRequest.Builder call = Calls.raw(model);
    ByteString endless = ByteString.copyFrom(new byte[] {-1, -1, -1, 0x7f, 'a'});
    Calls.refusal(target, call.setRawInputContents(0, endless));
  }

  private static void invalidArgument(Target target) {
    Usable model = Calls.model(target);
    ModelInferRequest.Builder call = Calls.raw(model);
    GrpcFaults.longer(model, call);
    Calls.expectCode(Status.Code.INVALID_ARGUMENT, Calls.refusal(target, call));
    call = Calls.raw(model).addOutputs(GrpcQuestion.output("no-such-output"));
    Calls.expectCode(Status.Code.INVALID_ARGUMENT, Calls.refusal(target, call));
    call = Calls.raw(model);
    call.getInputsBuilder(0).setDatatype("FP31");
    Calls.expectCode(Status.Code.INVALID_ARGUMENT, Calls.refusal(target, call));
  }

  private static void notFound(Target target) {
    ModelInferRequest.Builder call = Calls.raw(Calls.model(target)).setModelName(Model.UNKNOWN);
    Calls.expectCode(Status.Code.NOT_FOUND, Calls.refusal(target, call));
  }

  private static void unknownMethod(Target target) {
    Status status = new RawMessages(target.grpc()).send("NoSuchMethod", new byte[0]);
    Calls.expectCode(Status.Code.UNIMPLEMENTED, status);
  }

  /** A message that breaks off, and one whose field has no end. */
  private static void noMessage(Target target) {
    Usable model = Calls.model(target);
    byte[] right = Calls.raw(model).build().toByteArray();
    byte[] half = Arrays.copyOf(right, right.length - 1);
    expectRefused(new RawMessages(target.grpc()).send("ModelInfer", half));
    byte[] endless = {0x0a, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f};
    expectRefused(new RawMessages(target.grpc()).send("ModelInfer", endless));
  }

  private static void expectRefused(Status status) {
    boolean refused = !status.isOk() && status.getCode() != Status.Code.DEADLINE_EXCEEDED;
    Unmet.unless(refused, "a refusal", GrpcLine.told(status));
  }

  private static void alive(Target target) {
    target.grpc();
    for (Usable model : target.allUsable()) {
      Calls.infer(target, Calls.raw(model));
    }
  }
}
