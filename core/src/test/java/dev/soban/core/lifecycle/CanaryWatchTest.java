package dev.soban.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.lifecycle.change.ScriptedRepository;
import dev.soban.core.lifecycle.readiness.Canary;
import dev.soban.core.lifecycle.readiness.Health;
import dev.soban.core.lifecycle.readiness.Vitals;
import dev.soban.core.predict.PredictionException.EngineFailed;
import dev.soban.core.predict.PredictionException.Overloaded;
import dev.soban.core.time.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CanaryWatchTest {
  private final ManualTicker ticker = new ManualTicker();
  private final LoadedModels models = new LoadedModels();
  private final List<Served> inTrouble = new ArrayList<>();
  private final CanaryWatch watch = new CanaryWatch(models, ticker, Runnable::run, inTrouble::add);

  @Test
  void a_version_whose_canary_fails_is_in_trouble_until_one_succeeds() {
    CompletableFuture<Void> failing =
        CompletableFuture.failedFuture(new EngineFailed("out of order", null));
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      answers.add(failing);
    }
    Served served = serving(context -> answers.removeFirst());

    rounds(30);
    assertThat(served.vitals().health().trouble()).isEqualTo("no answer for 30 s: out of order");
    assertThat(inTrouble).containsOnly(served);

    answers.clear();
    answers.add(CompletableFuture.completedFuture(null));
    rounds(3);
    assertThat(served.vitals().health().trouble()).isEmpty();
  }

  @Test
  void a_busy_version_is_no_broken_one() {
    Served served =
        serving(
            context ->
                CompletableFuture.failedFuture(new Overloaded("busy", Duration.ofSeconds(1))));

    rounds(120);

    assertThat(served.vitals().health().trouble()).isEmpty();
  }

  @Test
  void a_canary_that_cannot_be_made_counts_as_failed() {
    Served served =
        serving(
            context -> {
              throw new IllegalStateException("no such input");
            });

    rounds(60);

    assertThat(served.vitals().health().trouble()).contains("no such input");
  }

  private void rounds(int seconds) {
    for (int i = 0; i < seconds; i++) {
      ticker.advance(Duration.ofSeconds(1));
      watch.round();
    }
  }

  private Served serving(Canary canary) {
    Served plain = new ScriptedRepository().served("m", "1", ScriptedRepository.SIGNATURE);
    Health health = new Health(Duration.ofSeconds(30), ticker.nanos());
    Served served = plain.with(new Vitals(health, Optional.of(canary)));
    models.put(new VersionStatus("m", "1", VersionState.READY, "", Optional.of(served)));
    return served;
  }
}
