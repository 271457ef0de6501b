package dev.soban.core.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.Cancelled;
import dev.soban.core.predict.PredictionException.Conflict;
import dev.soban.core.predict.PredictionException.DeadlineExceeded;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.PredictionException.Overloaded;
import dev.soban.core.predict.Predictor;
import dev.soban.core.predict.RequestContext.Caller;
import dev.soban.core.predict.TestRequests;
import dev.soban.core.prepare.PrepareLayer.DecodePool;
import dev.soban.core.schedule.Bounds;
import dev.soban.core.tensor.HeldSlabs;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TestTensors;
import dev.soban.core.time.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/**
 * Random arrivals, hang-ups, deadlines, broken pictures and pools that take no more: each request
 * ends once, with its own rows in order or with a failure that has a reason; no picture is decoded
 * twice; nothing stays behind, and no lane is lost.
 */
class DecodeLinePropertyTest {

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void every_request_ends_once_with_its_own_rows(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int width,
      @ForAll boolean bounded,
      @ForAll boolean refuses) {
    Bounds bounds = bounded ? new Bounds(8, 30, 2_000) : Bounds.NONE;
    new Session(new Random(seed), width, bounds, refuses).play();
  }

  /** One random life of a line. */
  private static final class Session {
    private final Random random;
    private final int width;
    private final boolean refuses;
    private final HeldSlabs memory = new HeldSlabs();
    private final ManualTicker ticker = new ManualTicker();
    private final StepExecutor steps = new StepExecutor();
    private final List<String> decoded = new ArrayList<>();
    private final List<Asked> all = new ArrayList<>();
    private final Predictor layer;
    private int named = 1;

    Session(Random random, int width, Bounds bounds, boolean refuses) {
      this.random = random;
      this.width = width;
      this.refuses = refuses;
      this.layer =
          new PrepareLayer(
                  new NumberDecoder(decoded),
                  new DecodeLine(new DecodePool(steps, width), bounds, ticker),
                  memory.pool(),
                  ticker)
              .around(
                  request ->
                      CompletableFuture.completedFuture(
                          new InferenceResponse(
                              new ModelVersion("m", "1"),
                              Map.of("x", request.inputs().get("x").share()),
                              Parameters.NONE)));
    }

    void play() {
      for (int step = 0; step < 150; step++) {
        act();
      }
      steps.takeAgain();
      steps.runAll();
      all.forEach(Asked::check);
      assertThat(decoded.stream().filter(file -> !file.startsWith("bad"))).doesNotHaveDuplicates();
      everyLaneIsStillThere();
      memory.assertNoneHeld();
    }

    private void act() {
      switch (random.nextInt(10)) {
        case 0 -> ticker.advanceNanos(random.nextLong(40_000_000));
        case 1 -> {
          if (!all.isEmpty()) {
            all.get(random.nextInt(all.size())).cancellation.cancel(new Cancelled("gone"));
          }
        }
        case 2 -> {
          if (refuses && random.nextBoolean()) {
            steps.refuse();
          } else {
            steps.takeAgain();
          }
        }
        case 3, 4, 5 -> {
          ticker.advanceNanos(random.nextLong(5_000_000));
          if (steps.waiting() > 0) {
            steps.runOne();
          }
        }
        default -> {
          int count = 1 + (random.nextInt(5) == 0 ? random.nextInt(20) : random.nextInt(2));
          ask(count, Duration.ofMillis(random.nextInt(4) == 0 ? 30 : 60_000));
        }
      }
      assertThat(steps.waiting()).isLessThanOrEqualTo(width);
    }

    private void ask(int count, Duration timeout) {
      String[] files = new String[count];
      for (int i = 0; i < count; i++) {
        files[i] = random.nextInt(60) == 0 ? "bad body" : Integer.toString(named++);
      }
      Asked asked = new Asked(files);
      TestRequests request =
          TestRequests.request(ticker)
              .caller(
                  new Caller(
                      "tenant" + random.nextInt(3), random.nextInt(4), 1 + random.nextInt(2)))
              .timeout(timeout)
              .cancellation(asked.cancellation);
      if (random.nextInt(8) == 0) {
        request.parameter("keep_latest", "camera");
      }
      try (Tensor input = TestTensors.strings(memory.pool(), files)) {
        var _ = layer.predict(request.input("x", input).build()).whenComplete(asked::ended);
      }
      all.add(asked);
    }

    private void everyLaneIsStillThere() {
      ask(2 * width, Duration.ofHours(1));
      assertThat(steps.waiting()).isEqualTo(width);
      steps.runAll();
      all.getLast().check();
    }
  }

  /** One request and how it ended. */
  private static final class Asked {
    private final String[] files;
    private final Cancellation cancellation = new Cancellation();
    private int ends;
    private long[] answer;
    private Throwable failure;

    Asked(String[] files) {
      this.files = files;
    }

    void ended(InferenceResponse response, Throwable thrown) {
      ends++;
      failure = thrown;
      if (response != null) {
        answer = TestTensors.longs(response.outputs().get("x"));
        response.close();
      }
    }

    void check() {
      assertThat(ends).isEqualTo(1);
      if (failure == null) {
        assertThat(answer)
            .containsExactly(Arrays.stream(files).mapToLong(Long::parseLong).toArray());
        return;
      }
      boolean hasReason =
          switch (Failures.of(failure)) {
            case Cancelled gone -> cancellation.cancelled();
            case InvalidInput broken -> Arrays.asList(files).contains("bad body");
            case DeadlineExceeded late -> true;
            case Overloaded refused -> true;
            case Conflict superseded -> true;
            case PredictionException other -> false;
          };
      assertThat(hasReason).as("failed without a reason: %s", failure).isTrue();
    }
  }
}
