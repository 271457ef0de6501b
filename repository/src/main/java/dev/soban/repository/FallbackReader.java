package dev.soban.repository;

import dev.soban.core.fallback.ConstantAnswer;
import dev.soban.core.fallback.FallbackStep;
import dev.soban.core.model.ModelVersion;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.ConfigNode;
import dev.soban.repository.yaml.ScalarType;
import dev.soban.repository.yaml.YamlObject;
import dev.soban.repository.yaml.YamlText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code fallback} of model.yaml: steps of one key each. */
final class FallbackReader {
  private static final String ONE_OF = "one of stale, model and constant in each step";

  private final YamlObject yaml;
  private final ModelFiles files;

  FallbackReader(YamlObject yaml, ModelFiles files) {
    this.yaml = yaml;
    this.files = files;
  }

  List<FallbackStep> read() {
    List<FallbackStep> steps = new ArrayList<>();
    for (YamlObject step : yaml.objects("fallback")) {
      stale(step).ifPresent(steps::add);
      model(step).ifPresent(steps::add);
      constant(step).ifPresent(steps::add);
      if (step.keys().size() != 1) {
        step.problems().add(step.place(), "fallback: (expected: " + ONE_OF + ")");
      }
      step.done();
    }
    return steps;
  }

  private static Optional<FallbackStep> stale(YamlObject step) {
    return step.value("stale", ScalarType.duration(Duration.ofMillis(1)))
        .map(FallbackStep.Stale::new);
  }

  private static Optional<FallbackStep> model(YamlObject step) {
    return step.value(
        "model",
        ScalarType.text()
            .parsed("a model's name, perhaps with /version or /alias", FallbackReader::otherModel));
  }

  private static Optional<FallbackStep> otherModel(String text) {
    int slash = text.indexOf('/');
    String name = slash < 0 ? text : text.substring(0, slash);
    String version = slash < 0 ? "" : text.substring(slash + 1);
    boolean valid = ModelVersion.validName(name) && (slash < 0 || ModelVersion.validName(version));
    return valid ? Optional.of(new FallbackStep.OtherModel(name, version)) : Optional.empty();
  }

  private Optional<FallbackStep> constant(YamlObject step) {
    if (!step.isScalar("constant")) {
      return step.optionalObject("constant")
          .map(inline -> new FallbackStep.Constant(new ConstantReader(inline).read()));
    }
    return step.value("constant", ScalarType.string())
        .flatMap(name -> inFile(step, name))
        .map(FallbackStep.Constant::new);
  }

  private Optional<ConstantAnswer> inFile(YamlObject step, String name) {
    try {
      Optional<String> refusal = files.refusal(name);
      if (refusal.isPresent()) {
        step.wrong("constant", "a file in the model's folder; this is " + refusal.get());
        return Optional.empty();
      }
      return Optional.of(read(step, files.path(name)));
    } catch (InvalidPathException e) {
      step.wrong("constant", "a file in the model's folder");
    } catch (ConfigException e) {
      step.problems().add(step.place("constant"), "constant: " + e.getMessage());
    }
    return Optional.empty();
  }

  /** JSON is YAML too, so that errors in it have a line and column. */
  private static ConstantAnswer read(YamlObject step, Path file) throws ConfigException {
    ConfigNode.Mapping mapping = YamlText.read(file, file.toString());
    return new ConstantReader(new YamlObject(mapping, step.problems())).read();
  }
}
