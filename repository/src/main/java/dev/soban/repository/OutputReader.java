package dev.soban.repository;

import dev.soban.repository.yaml.ScalarType;
import dev.soban.repository.yaml.YamlObject;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Optional;

/** Reads {@code output} of model.yaml. */
final class OutputReader {
  private static final List<String> ONLY_CLASSIFICATION =
      List.of("name", "softmax", "top_k", "labels");

  private final YamlObject output;
  private final ModelFiles files;

  OutputReader(YamlObject output, ModelFiles files) {
    this.output = output;
    this.files = files;
  }

  OutputDeclaration read() {
    OutputDeclaration.Type type =
        output
            .required("type", ScalarType.oneOf(OutputDeclaration.Type.class))
            .orElse(OutputDeclaration.Type.CLASSIFICATION);
    OutputDeclaration declaration =
        new OutputDeclaration(
            output.place(),
            type,
            output.value("name", ScalarType.text()).orElse(null),
            output.value("softmax", ScalarType.flag(), false),
            output.value(
                "top_k",
                ScalarType.wholeNumber(1, Integer.MAX_VALUE),
                OutputDeclaration.DEFAULT_TOP_K),
            labels());
    if (type == OutputDeclaration.Type.TENSORS) {
      ONLY_CLASSIFICATION.forEach(key -> output.wrong(key, "only with type: classification"));
    }
    output.done();
    return declaration;
  }

  private Labels labels() {
    if (!output.isScalar("labels")) {
      List<String> names = output.list("labels", ScalarType.text());
      if (output.has("labels") && names.isEmpty()) {
        output.wrong("labels", "a list of names, or a file with a name per line");
      }
      return new Labels.Listed(names);
    }
    return output.value("labels", ScalarType.string()).map(this::inFile).orElse(Labels.NONE);
  }

  private Labels inFile(String name) {
    try {
      Optional<String> refusal = files.refusal(name);
      if (refusal.isPresent()) {
        output.wrong("labels", "a file in the model's folder; this is " + refusal.get());
        return Labels.NONE;
      }
      return new Labels.InFile(files.path(name));
    } catch (InvalidPathException e) {
      output.wrong("labels", "a file in the model's folder");
      return Labels.NONE;
    }
  }
}
