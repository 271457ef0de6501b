package dev.soban.conformance.catalog.grpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Growth;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.grpc.GrpcQuestion;
import dev.soban.conformance.rest.Question;
import dev.soban.conformance.rest.Reply;
import dev.soban.conformance.subject.Model;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.tensor.TensorSpec;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Unmet;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import dev.soban.protocol.inference.ModelInferRequest;
import dev.soban.protocol.inference.ModelMetadataResponse;
import dev.soban.protocol.inference.ModelMetadataResponse.TensorMetadata;
import dev.soban.protocol.inference.ServerMetadataRequest;
import dev.soban.protocol.inference.ServerMetadataResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The same questions over both protocols. */
final class AgreementChecks {
  private static final String BINARY = "binary_tensor_data";
  private static final int SEEDS = 4;

  private AgreementChecks() {}

  static List<Check> all() {
    return new CheckList(Section.AGREEMENT)
        .source("OIP, REST and gRPC")
        .should("BOTH-001", "Both tell the same server and extensions", AgreementChecks::server)
        .should("BOTH-002", "Both tell the same metadata of every model", AgreementChecks::metadata)
        .should(
            "BOTH-003",
            "Both give the same answers to the bit, in JSON and raw",
            AgreementChecks::json)
        .should(
            "BOTH-004",
            "Both give the same answers to the bit, binary and raw",
            AgreementChecks::binary)
        .should("BOTH-005", "Both refuse with the same text", AgreementChecks::refusals)
        .should("BOTH-006", "Both count into the same statistics", AgreementChecks::statistics)
        .checks();
  }

  private static void server(Target target) {
    ServerMetadataResponse told =
        target
            .grpc()
            .ask(
                GRPCInferenceServiceGrpc.getServerMetadataMethod(),
                ServerMetadataRequest.getDefaultInstance());
    Unmet.unlessEqual("server", target.server(), told.getName() + " " + told.getVersion());
    Unmet.unlessEqual("extensions", target.extensions(), Set.copyOf(told.getExtensionsList()));
  }

  private static void metadata(Target target) {
    target.grpc();
    for (Model model : target.models()) {
      ModelMetadataResponse told = GrpcServerChecks.metadata(target, model.name(), "");
      Unmet.unlessEqual("versions", model.versions(), List.copyOf(told.getVersionsList()));
      Unmet.unlessEqual("inputs", texts(model.inputs()), told(told.getInputsList()));
      Unmet.unlessEqual("outputs", texts(model.outputs()), told(told.getOutputsList()));
    }
  }

  private static List<String> texts(List<TensorSpec> specs) {
    return specs.stream().map(spec -> spec.name() + " " + spec.datatype() + spec.shape()).toList();
  }

  private static List<String> told(List<TensorMetadata> tensors) {
    List<String> texts = new ArrayList<>();
    for (TensorMetadata tensor : tensors) {
      texts.add(tensor.getName() + " " + tensor.getDatatype() + tensor.getShapeList());
    }
    return texts;
  }

  private static void json(Target target) {
    target.grpc();
    target.inJson();
    for (Usable model : target.allUsable()) {
      if (model.speaksJson()) {
        agree(target, model, false);
      }
    }
  }

  private static void binary(Target target) {
    target.grpc();
    target.needs(BINARY);
    for (Usable model : target.allUsable()) {
      agree(target, model, true);
    }
  }

  private static void agree(Target target, Usable model, boolean binary) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Map<String, TensorValue> inputs = model.another(seed);
      Question question = Question.of(inputs);
      if (binary) {
        question.binaryInputs().parameter("binary_data_output", true);
      }
      ModelInferRequest.Builder call = GrpcQuestion.raw(model.name(), inputs);
      Calls.infer(target, call)
          .expectSame(model.answer(question).outputs(), "as over HTTP, for " + model.name());
    }
  }

  private static void refusals(Target target) {
    Usable model = Calls.typedModel(target);
    ObjectNode body = model.question().json();
    body.putArray("outputs").addObject().put("name", "no-such-output");
    Reply refusal = model.infer(body).expectRefused();
    ModelInferRequest.Builder call =
        Calls.raw(model).addOutputs(GrpcQuestion.output("no-such-output"));
    Unmet.unlessEqual(
        "text",
        refusal.json().path("error").asText(),
        String.valueOf(Calls.refusal(target, call).getDescription()));
  }

  private static void statistics(Target target) {
    target.grpc();
    target.needs("statistics");
    Usable model = target.usable();
    Growth.expect(
        () -> GrpcExtensionChecks.successes(target, model.name()),
        () -> model.answer(model.question()));
  }
}
