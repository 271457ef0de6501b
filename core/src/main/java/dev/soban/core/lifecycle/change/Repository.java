package dev.soban.core.lifecycle.change;

import dev.soban.core.model.ModelVersion;
import java.util.List;
import java.util.Optional;

/** Where versions come from. */
@FunctionalInterface
public interface Repository {
  /**
   * What is there now; blocking.
   *
   * @throws dev.soban.core.predict.PredictionException.Unavailable when it cannot be read at all
   */
  Contents look();

  /**
   * What a look found, by name and version.
   *
   * @param passedOver versions that are there, but that the model's owner does not want served
   */
  record Contents(
      List<Candidate> candidates, List<Rejected> rejected, List<ModelVersion> passedOver) {
    public Contents {
      candidates = List.copyOf(candidates);
      rejected = List.copyOf(rejected);
      passedOver = List.copyOf(passedOver);
    }

    /** All that is there is wanted. */
    public Contents(List<Candidate> candidates, List<Rejected> rejected) {
      this(candidates, rejected, List.of());
    }

    boolean passesOver(String model, String version) {
      return passedOver.stream()
          .anyMatch(each -> each.name().equals(model) && each.version().equals(version));
    }

    Optional<Candidate> candidate(String model, String version) {
      return candidates.stream()
          .filter(each -> each.id().name().equals(model) && each.id().version().equals(version))
          .findFirst();
    }

    /** Why a version cannot even be tried, or why its whole model cannot. */
    Optional<Rejected> rejected(String model, String version) {
      return rejected.stream()
          .filter(each -> each.model().equals(model))
          .filter(each -> each.version().equals(version) || each.wholeModel())
          .findFirst();
    }
  }

  /**
   * What looks like a model and cannot be tried.
   *
   * @param version {@link #WHOLE_MODEL} when no version of the model can
   */
  record Rejected(String model, String version, String reason) {
    public static final String WHOLE_MODEL = "-";

    boolean wholeModel() {
      return version.equals(WHOLE_MODEL);
    }
  }
}
