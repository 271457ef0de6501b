package dev.soban.repository;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.VersionOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One look through the repository. */
final class RepositoryScan {
  private static final String BAD_NAME =
      "not a model name (expected: 1 to 128 letters, digits, '.', '_' or '-')";

  private final Path root;
  private final Containment containment;
  private final List<ModelEntry> models = new ArrayList<>();
  private final List<RejectedEntry> rejected = new ArrayList<>();
  private final List<ModelVersion> passedOver = new ArrayList<>();
  private final Set<String> folders = new HashSet<>();

  RepositoryScan(Path root, Containment containment) {
    this.root = root;
    this.containment = containment;
  }

  ScannedModels run() throws IOException {
    List<Path> bare = new ArrayList<>();
    for (Path entry : Listing.of(root)) {
      if (Listing.isOnnx(entry) && !Files.isDirectory(entry)) {
        bare.add(entry);
      } else {
        folder(entry);
      }
    }
    bare.forEach(this::bareFile);
    rejectCycles();
    models.sort(
        Comparator.comparing((ModelEntry entry) -> entry.id().name())
            .thenComparing(entry -> entry.id().version(), VersionOrder.ASCENDING));
    rejected.sort(Comparator.comparing(RejectedEntry::name));
    return new ScannedModels(models, rejected, passedOver);
  }

  private void folder(Path entry) {
    String name = Listing.name(entry);
    Optional<String> refusal = containment.linkRefusal(entry);
    if (refusal.isPresent()) {
      reject(name, null, refusal.get());
      return;
    }
    if (!Files.isDirectory(entry)) {
      return;
    }
    folders.add(name);
    ModelFolder folder = new ModelFolder(entry, name, containment);
    if (!ModelVersion.validName(name)) {
      if (folder.looksLikeModel()) {
        reject(name, null, BAD_NAME);
      }
      return;
    }
    folder.scan(new ModelFolder.Found(models, rejected, passedOver));
  }

  private void bareFile(Path file) {
    String fileName = Listing.name(file);
    String name = fileName.substring(0, fileName.length() - ".onnx".length());
    if (!ModelVersion.validName(name)) {
      reject(name, null, BAD_NAME);
      return;
    }
    Optional<String> refusal =
        containment
            .fileRefusal(file)
            .map(reason -> fileName + ": " + reason)
            .or(() -> besideFolder(name, fileName));
    if (refusal.isPresent()) {
      reject(name, "1", refusal.get());
      return;
    }
    ModelVersion id = new ModelVersion(name, "1");
    models.add(new ModelEntry(id, file, root, ModelSettings.DEFAULT, List.of()));
  }

  private Optional<String> besideFolder(String name, String fileName) {
    return folders.contains(name)
        ? Optional.of(fileName + ": beside a folder " + name + " (expected: one of them)")
        : Optional.empty();
  }

  private void rejectCycles() {
    FallbackCycles cycles = new FallbackCycles(models);
    models.removeIf(
        entry -> {
          Optional<String> refusal = cycles.refusal(entry.id().name());
          refusal.ifPresent(why -> reject(entry.id().name(), entry.id().version(), why));
          return refusal.isPresent();
        });
  }

  private void reject(String name, @Nullable String version, String reason) {
    rejected.add(new RejectedEntry(name, version, reason));
  }
}
