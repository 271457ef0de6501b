package dev.soban.conformance.catalog.grpc;

import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.check.Trial;
import dev.soban.conformance.grpc.GrpcAnswer;
import dev.soban.conformance.grpc.GrpcQuestion;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.tensor.TensorSpec;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Unmet;
import dev.soban.protocol.inference.InferParameter;
import dev.soban.protocol.inference.ModelInferRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Right requests over gRPC and what their answers hold. */
final class GrpcInferenceChecks {
  private static final String ID = "conformance-1";
  private static final int LARGE_BYTES = 1 << 20;

  private GrpcInferenceChecks() {}

  static List<Check> all() {
    CheckList list = new CheckList(Section.GRPC_INFERENCE).source("OIP gRPC, ModelInfer");
    list.must("GRPC-020", "A request with raw contents is answered", GrpcInferenceChecks::raw)
        .must(
            "GRPC-021",
            "A request with typed contents is answered as one with raw",
            GrpcInferenceChecks::typed)
        .must("GRPC-022", "The answer names the model", GrpcInferenceChecks::modelName)
        .should(
            "GRPC-023",
            "The answer names a version of the model",
            GrpcInferenceChecks::modelVersion)
        .must("GRPC-024", "The id of the request comes back", GrpcInferenceChecks::id)
        .must(
            "GRPC-025",
            "All outputs come when none is named, as the metadata say",
            GrpcInferenceChecks::allOutputs)
        .must("GRPC-026", "Only the output that is named comes", GrpcInferenceChecks::oneOutput)
        .must("GRPC-027", "A version in the request answers", GrpcInferenceChecks::version)
        .should(
            "GRPC-028", "Parameters that mean nothing do no harm", GrpcInferenceChecks::parameters)
        .should("GRPC-029", "A request of a megabyte is answered", GrpcInferenceChecks::large);
    List<Datatype> types = List.of(Datatype.values());
    list.source("OIP, Tensor Data Types");
    for (Datatype type : types) {
      list.must(
          "GRPC-%03d".formatted(30 + type.ordinal()), type + " is taken and answered", taken(type));
    }
    list.source("OIP gRPC, ModelInfer")
        .must("GRPC-045", "Answers belong to their requests", GrpcLoad::concurrent)
        .should("GRPC-046", "A call that runs out of time harms no other", GrpcLoad::deadline)
        .should("GRPC-047", "A call that is cancelled harms no other", GrpcLoad::cancelled);
    return list.checks();
  }

  private static void raw(Target target) {
    Calls.infer(target, Calls.raw(Calls.model(target)));
  }

  private static void typed(Target target) {
    Usable model = Calls.typedModel(target);
    Map<String, TensorValue> raw = Calls.infer(target, Calls.raw(model)).outputs();
    Calls.infer(target, Calls.typed(model)).expectSame(raw, "as of raw contents");
  }

  private static void modelName(Target target) {
    Usable model = Calls.model(target);
    GrpcAnswer answer = Calls.infer(target, Calls.raw(model));
    Unmet.unlessEqual("model_name", model.name(), answer.message().getModelName());
  }

  private static void modelVersion(Target target) {
    Usable model = Calls.model(target);
    model.model().version();
    List<String> versions = model.model().versions();
    String version = Calls.infer(target, Calls.raw(model)).message().getModelVersion();
    Unmet.unless(versions.contains(version), "model_version one of " + versions, version);
  }

  private static void id(Target target) {
    Usable model = Calls.model(target);
    GrpcAnswer answer = Calls.infer(target, Calls.raw(model).setId(ID));
    Unmet.unlessEqual("id", ID, answer.message().getId());
  }

  private static void allOutputs(Target target) {
    target.grpc();
    for (Usable model : target.allUsable()) {
      expectSpecs(model, Calls.infer(target, Calls.raw(model)));
    }
  }

  private static void expectSpecs(Usable model, GrpcAnswer answer) {
    for (TensorSpec spec : model.model().outputs()) {
      spec.expect(answer.output(spec.name()));
    }
  }

  private static void oneOutput(Target target) {
    Usable model = Calls.model(target);
    String name = List.copyOf(Calls.infer(target, Calls.raw(model)).outputs().keySet()).getLast();
    Calls.infer(target, Calls.raw(model).addOutputs(GrpcQuestion.output(name)))
        .expectNames(Set.of(name));
  }

  private static void version(Target target) {
    Usable model = Calls.model(target);
    String version = model.model().version();
    GrpcAnswer answer = Calls.infer(target, Calls.raw(model).setModelVersion(version));
    Unmet.unlessEqual("model_version", version, answer.message().getModelVersion());
  }

  private static void parameters(Target target) {
    ModelInferRequest.Builder request =
        Calls.raw(Calls.model(target))
            .putParameters("a_truth", InferParameter.newBuilder().setBoolParam(true).build())
            .putParameters("an_integer", InferParameter.newBuilder().setInt64Param(7).build())
            .putParameters("a_number", InferParameter.newBuilder().setDoubleParam(1.5).build())
            .putParameters("a_text", InferParameter.newBuilder().setStringParam("seven").build());
    Calls.infer(target, request);
  }

  private static void large(Target target) {
    target.grpc();
    Usable model = target.usable(usable -> usable.model().takesRows(), "takes any number of rows");
    Map<String, TensorValue> inputs = model.large(LARGE_BYTES);
    long rows = inputs.values().iterator().next().shape().getFirst();
    for (TensorValue output :
        Calls.infer(target, GrpcQuestion.raw(model.name(), inputs)).outputs().values()) {
      Unmet.unlessEqual("rows", rows, output.shape().getFirst());
    }
  }

  private static Trial taken(Datatype type) {
    return target -> {
      target.grpc();
      Usable model =
          target.usable(
              usable ->
                  usable.inputs().values().stream().anyMatch(value -> value.datatype() == type),
              "takes " + type);
      GrpcAnswer raw = Calls.infer(target, Calls.raw(model));
      expectSpecs(model, raw);
      if (model.speaksJson()) {
        Calls.infer(target, Calls.typed(model)).expectSame(raw.outputs(), "as of raw contents");
      }
    };
  }
}
