package dev.soban.repository.triton;

import dev.soban.core.model.ModelVersion;
import dev.soban.protocol.inference.ModelConfig;
import dev.soban.protocol.inference.ModelVersionPolicy;
import dev.soban.repository.triton.TritonSettings.Choice;
import dev.soban.repository.yaml.Place;
import java.util.Set;
import java.util.TreeSet;

/** Reads which files of a model's folder a config.pbtxt wants served. */
final class ChoiceReader {
  private final ModelConfig config;
  private final Places places;
  private final Findings findings;

  ChoiceReader(ModelConfig config, Places places, Findings findings) {
    this.config = config;
    this.places = places;
    this.findings = findings;
  }

  Choice choice() {
    String file = config.getDefaultModelFilename();
    if (file.contains("/") || file.contains("\\") || file.startsWith(".")) {
      findings.wrong(
          place(ModelConfig.DEFAULT_MODEL_FILENAME_FIELD_NUMBER),
          "default_model_filename",
          file,
          "the name of a file in each version's folder");
    }
    return new Choice(file, versions(config.getVersionPolicy()));
  }

  private VersionPolicy versions(ModelVersionPolicy policy) {
    return switch (policy.getPolicyChoiceCase()) {
      // As Triton does: without a word, the highest version alone.
      case POLICYCHOICE_NOT_SET -> new VersionPolicy.Latest(1);
      case ALL -> new VersionPolicy.All();
      case LATEST -> latest(Integer.toUnsignedLong(policy.getLatest().getNumVersions()));
      case SPECIFIC -> specific(policy.getSpecific());
    };
  }

  private VersionPolicy latest(long count) {
    Place place = place(ModelConfig.VERSION_POLICY_FIELD_NUMBER);
    return new VersionPolicy.Latest(
        count == 0 ? 1 : findings.within(place, "num_versions", count, 1, Integer.MAX_VALUE));
  }

  private VersionPolicy specific(ModelVersionPolicy.Specific specific) {
    Set<String> versions = new TreeSet<>();
    for (long version : specific.getVersionsList()) {
      if (ModelVersion.validVersion(String.valueOf(version))) {
        versions.add(String.valueOf(version));
      } else {
        findings.wrong(place(ModelConfig.VERSION_POLICY_FIELD_NUMBER), "versions", version, ">= 0");
      }
    }
    return new VersionPolicy.Specific(versions);
  }

  private Place place(int field) {
    return places.place(ModelConfig.getDescriptor(), field);
  }
}
