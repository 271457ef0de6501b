package dev.soban.conformance.catalog.grpc;

import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Growth;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.check.Trial;
import dev.soban.conformance.grpc.GrpcLine;
import dev.soban.conformance.grpc.GrpcQuestion;
import dev.soban.conformance.subject.Model;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.subject.Usable;
import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.tensor.TensorSpec;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Unmet;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import dev.soban.protocol.inference.ModelConfig;
import dev.soban.protocol.inference.ModelConfigRequest;
import dev.soban.protocol.inference.ModelStatistics;
import dev.soban.protocol.inference.ModelStatisticsRequest;
import dev.soban.protocol.inference.RepositoryIndexRequest;
import dev.soban.protocol.inference.RepositoryIndexResponse.ModelIndex;
import io.grpc.StatusRuntimeException;
import java.util.List;

/** Extensions over gRPC. */
final class GrpcExtensionChecks {
  private GrpcExtensionChecks() {}

  static List<Check> all() {
    return new CheckList(Section.GRPC_EXTENSIONS)
        .source("Triton, Model Configuration Extension")
        .extension(
            "GRPC-090",
            "ModelConfig names the model and its tensors",
            offered("model_configuration", GrpcExtensionChecks::config))
        .extension(
            "GRPC-091",
            "ModelConfig of an unknown model is refused",
            offered("model_configuration", GrpcExtensionChecks::unknownConfig))
        .source("Triton, Statistics Extension")
        .extension(
            "GRPC-092",
            "Successes grow by what was answered",
            offered("statistics", GrpcExtensionChecks::grow))
        .extension(
            "GRPC-093",
            "ModelStatistics of an unknown model are refused",
            offered("statistics", GrpcExtensionChecks::unknownStatistics))
        .source("Triton, Model Repository Extension")
        .extension(
            "GRPC-094",
            "RepositoryIndex has every model that answers, as READY",
            GrpcExtensionChecks::index)
        .source("Triton, Classification Extension")
        .extension(
            "GRPC-095",
            "The best classes come in place of an output",
            offered("classification", GrpcExtensionChecks::classes))
        .checks();
  }

  private static Trial offered(String extension, Trial trial) {
    return target -> {
      target.grpc();
      target.needs(extension);
      trial.on(target);
    };
  }

  private static void config(Target target) {
    Usable model = target.usable();
    ModelConfig config =
        target
            .grpc()
            .ask(
                GRPCInferenceServiceGrpc.getModelConfigMethod(),
                ModelConfigRequest.newBuilder().setName(model.name()).build())
            .getConfig();
    Unmet.unlessEqual("name", model.name(), config.getName());
    List<String> inputs = config.getInputList().stream().map(input -> input.getName()).toList();
    List<String> known = model.model().inputs().stream().map(TensorSpec::name).toList();
    Unmet.unlessEqual("inputs", known, inputs);
    List<String> outputs = config.getOutputList().stream().map(output -> output.getName()).toList();
    Unmet.unlessEqual("outputs", model.outputNames(), outputs);
  }

  private static void unknownConfig(Target target) {
    Calls.expectTold(
        target
            .grpc()
            .refusal(
                GRPCInferenceServiceGrpc.getModelConfigMethod(),
                ModelConfigRequest.newBuilder().setName(Model.UNKNOWN).build()));
  }

  /** How many requests of a model the server says that it answered. */
  static long successes(Target target, String model) {
    return target
        .grpc()
        .ask(
            GRPCInferenceServiceGrpc.getModelStatisticsMethod(),
            ModelStatisticsRequest.newBuilder().setName(model).build())
        .getModelStatsList()
        .stream()
        .map(ModelStatistics::getInferenceStats)
        .mapToLong(statistics -> statistics.getSuccess().getCount())
        .sum();
  }

  private static void grow(Target target) {
    Usable model = target.usable();
    Growth.expect(
        () -> successes(target, model.name()), () -> Calls.infer(target, Calls.raw(model)));
  }

  private static void unknownStatistics(Target target) {
    Calls.expectTold(
        target
            .grpc()
            .refusal(
                GRPCInferenceServiceGrpc.getModelStatisticsMethod(),
                ModelStatisticsRequest.newBuilder().setName(Model.UNKNOWN).build()));
  }

  private static void index(Target target) {
    target.grpc();
    List<ModelIndex> index = index(target.grpc());
    for (Usable model : target.allUsable()) {
      boolean told =
          index.stream()
              .anyMatch(
                  entry ->
                      entry.getName().equals(model.name()) && entry.getState().equals("READY"));
      Unmet.unless(told, "a READY entry of " + model.name(), index.size() + " entries");
    }
  }

  private static List<ModelIndex> index(GrpcLine line) {
    try {
      return line.call(
              GRPCInferenceServiceGrpc.getRepositoryIndexMethod(),
              RepositoryIndexRequest.getDefaultInstance(),
              line.timeout())
          .getModelsList();
    } catch (StatusRuntimeException e) {
      Calls.needsMethod(e.getStatus(), "RepositoryIndex");
      throw new Unmet("an answer", GrpcLine.told(e.getStatus()));
    }
  }

  private static void classes(Target target) {
    Usable model =
        target.usable(usable -> usable.classes().isPresent(), "has an output with classes");
    String output = model.classes().orElseThrow();
    TensorValue value =
        Calls.infer(target, Calls.raw(model).addOutputs(GrpcQuestion.classified(output, 1)))
            .output(output);
    Unmet.unlessEqual("datatype", Datatype.BYTES, value.datatype());
    for (String text : value.strings()) {
      Unmet.unless(text.matches("(?s)[^:]+:\\d+(:.*)?"), "value:index[:label]", text);
    }
  }
}
