package dev.soban.repository;

import dev.soban.core.model.ModelVersion;
import dev.soban.repository.triton.VersionPolicy;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One model's folder: a folder per version and perhaps a model.yaml or config.pbtxt. */
final class ModelFolder {
  private static final String SETTINGS = "model.yaml";
  private static final String USUAL_MODEL = "model.onnx";

  /** What says how the model is served, of which every change is noticed by what it says. */
  static final List<String> SETTINGS_FILES = List.of(SETTINGS, TritonFile.NAME);

  private final Path folder;
  private final String name;
  private final Containment containment;

  ModelFolder(Path folder, String name, Containment containment) {
    this.folder = folder;
    this.name = name;
    this.containment = containment;
  }

  boolean looksLikeModel() {
    try {
      return Listing.of(folder).stream()
          .anyMatch(entry -> Listing.isOnnx(entry) || isVersion(entry) || isSettings(entry));
    } catch (IOException e) {
      return false;
    }
  }

  /** Adds each version to one of the lists. */
  void scan(Found found) {
    try {
      List<Path> entries = Listing.of(folder);
      List<Path> versions = entries.stream().filter(this::mayBeVersion).toList();
      if (versions.isEmpty()) {
        found.rejected().add(rejection(null, noVersions(entries)));
        return;
      }
      scan(versions, found);
    } catch (IOException e) {
      found.rejected().add(rejection(null, "unreadable: " + e));
    }
  }

  private void scan(List<Path> versions, Found found) {
    ModelSettings settings;
    try {
      settings = settings();
    } catch (ConfigException e) {
      versions.forEach(
          version -> found.rejected().add(rejection(Listing.name(version), e.getMessage())));
      return;
    }
    VersionPolicy policy = settings.versions();
    List<String> valid =
        versions.stream().map(Listing::name).filter(ModelVersion::validVersion).toList();
    List<String> chosen = policy.chosen(valid);
    for (Path version : versions) {
      String versionName = Listing.name(version);
      if (valid.contains(versionName) && !chosen.contains(versionName)) {
        found.passedOver().add(new ModelVersion(name, versionName));
      } else {
        add(version, settings, found);
      }
    }
    policy
        .missing(valid)
        .forEach(
            version ->
                found
                    .rejected()
                    .add(rejection(version, "not there, but in the version_policy's versions")));
  }

  private void add(Path version, ModelSettings settings, Found found) {
    try {
      found.models().add(entry(version, settings));
    } catch (RefusedException e) {
      found.rejected().add(rejection(Listing.name(version), e.getMessage()));
    } catch (IOException e) {
      found.rejected().add(rejection(Listing.name(version), "unreadable: " + e));
    }
  }

  private ModelSettings settings() throws ConfigException {
    Path file = folder.resolve(SETTINGS);
    Path misnamed = folder.resolve("model.yml");
    if (Files.exists(misnamed)) {
      throw new ConfigException(Place.of(misnamed.toString()), "not read (expected: model.yaml)");
    }
    Path triton = folder.resolve(TritonFile.NAME);
    ModelSettings otherwise =
        Files.exists(triton, LinkOption.NOFOLLOW_LINKS)
            ? TritonFile.read(triton, name, containment)
            : ModelSettings.DEFAULT;
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        ? ModelSettings.read(file, containment, otherwise)
        : otherwise;
  }

  private ModelEntry entry(Path version, ModelSettings settings)
      throws IOException, RefusedException {
    String versionName = Listing.name(version);
    refuseIf(containment.linkRefusal(version), "");
    if (!ModelVersion.validVersion(versionName)) {
      throw new RefusedException("not a version (expected: digits, or x.y.z-data.split)");
    }
    Path file = modelFile(version, settings.modelFile());
    refuseIf(containment.fileRefusal(file), Listing.name(file) + ": ");
    ModelVersion id = new ModelVersion(name, versionName);
    return new ModelEntry(id, file, version, settings, golden(version));
  }

  /**
   * @param named the file's name, if the settings say it; empty otherwise
   */
  private static Path modelFile(Path version, String named) throws IOException, RefusedException {
    List<Path> entries = Listing.of(version);
    List<Path> candidates = entries.stream().filter(Listing::isOnnx).toList();
    String wanted = named.isEmpty() ? USUAL_MODEL : named;
    for (Path entry : entries) {
      if (Listing.name(entry).equals(wanted)) {
        return inside(entry);
      }
    }
    if (!named.isEmpty()) {
      throw new RefusedException(
          "no "
              + named
              + ", the default_model_filename (found: "
              + (entries.isEmpty() ? "nothing" : names(entries))
              + ")");
    }
    if (candidates.size() == 1) {
      return candidates.getFirst();
    }
    String found = entries.isEmpty() ? "nothing" : names(entries);
    throw new RefusedException(
        candidates.isEmpty()
            ? "no model.onnx (found: " + found + ")"
            : "several models (found: " + names(candidates) + "; expected: model.onnx)");
  }

  /** A folder in place of the model's file holds it, beside its external data. */
  private static Path inside(Path entry) {
    return Files.isDirectory(entry) ? entry.resolve(USUAL_MODEL) : entry;
  }

  private List<Path> golden(Path version) throws IOException, RefusedException {
    Path golden = version.resolve("golden");
    refuseIf(containment.linkRefusal(golden), "golden: ");
    if (!Files.isDirectory(golden)) {
      return List.of();
    }
    List<Path> files =
        Listing.of(golden).stream().filter(file -> Listing.name(file).endsWith(".json")).toList();
    for (Path file : files) {
      refuseIf(containment.fileRefusal(file), "golden/" + Listing.name(file) + ": ");
    }
    return files;
  }

  private static void refuseIf(Optional<String> refusal, String subject) throws RefusedException {
    if (refusal.isPresent()) {
      throw new RefusedException(subject + refusal.get());
    }
  }

  /** A folder named as a version, or one with a model in it, whose name is then the mistake. */
  private boolean mayBeVersion(Path entry) {
    if (isVersion(entry)) {
      return true;
    }
    try {
      return Files.isDirectory(entry)
          && containment.linkRefusal(entry).isEmpty()
          && Listing.of(entry).stream().anyMatch(Listing::isOnnx);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * What scans of folders found so far.
   *
   * @param passedOver versions that the model's settings do not want served
   */
  record Found(
      List<ModelEntry> models, List<RejectedEntry> rejected, List<ModelVersion> passedOver) {}

  private String noVersions(List<Path> entries) {
    List<Path> direct = entries.stream().filter(Listing::isOnnx).toList();
    if (!direct.isEmpty()) {
      String file = Listing.name(direct.getFirst());
      return file + " stands outside of a version (expected: " + name + "/1/" + file + ")";
    }
    String found = entries.isEmpty() ? "nothing" : names(entries);
    return "no version (found: " + found + "; expected: a folder such as " + name + "/1)";
  }

  private static boolean isVersion(Path entry) {
    return ModelVersion.validVersion(Listing.name(entry))
        && (Files.isDirectory(entry) || Files.isSymbolicLink(entry));
  }

  private static boolean isSettings(Path entry) {
    return SETTINGS_FILES.contains(Listing.name(entry));
  }

  private static String names(List<Path> paths) {
    String start = paths.stream().limit(5).map(Listing::name).collect(Collectors.joining(", "));
    return paths.size() > 5 ? start + " and " + (paths.size() - 5) + " more" : start;
  }

  private RejectedEntry rejection(@Nullable String version, String reason) {
    return new RejectedEntry(name, version, reason);
  }
}
