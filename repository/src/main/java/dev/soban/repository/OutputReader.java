package dev.soban.repository;

import dev.soban.repository.yaml.ScalarType;
import dev.soban.repository.yaml.YamlObject;
import java.util.List;

/** Reads {@code output} of model.yaml. */
final class OutputReader {
  private static final List<String> ONLY_CLASSIFICATION = List.of("name", "softmax", "top_k");

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
    DetectionReader detection = new DetectionReader(output, files);
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
            labels(),
            detection.read(type == OutputDeclaration.Type.DETECTION));
    check(declaration, detection);
    output.done();
    return declaration;
  }

  private void check(OutputDeclaration declaration, DetectionReader detection) {
    if (declaration.type() != OutputDeclaration.Type.CLASSIFICATION) {
      ONLY_CLASSIFICATION.forEach(key -> output.wrong(key, "only with type: classification"));
    }
    if (declaration.type() == OutputDeclaration.Type.DETECTION) {
      detection.check(declaration.detector());
    } else {
      detection.refuse();
    }
    if (declaration.type() == OutputDeclaration.Type.TENSORS) {
      output.wrong("labels", "only with type: classification or detection");
    }
  }

  private Labels labels() {
    if (!output.isScalar("labels")) {
      List<String> names = output.list("labels", ScalarType.text());
      if (output.has("labels") && names.isEmpty()) {
        output.wrong("labels", "a list of names, or a file with a name per line");
      }
      return new Labels.Listed(names);
    }
    return files.named(output, "labels").<Labels>map(Labels.InFile::new).orElse(Labels.NONE);
  }
}
