package dev.soban.server.prewarm;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Deadline;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.PredictionCache;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.PredictionException.Conflict;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.predict.RequestContext.Caller;
import dev.soban.core.predict.Timings;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.oip.InferBody;
import dev.soban.server.oip.InferCalls;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Asks a model what it will be asked, so that its cache holds the answers: v2 requests in JSON, one
 * to a line, at the lowest priority, a few at a time. Every tenant may have these answers.
 * Blocking.
 */
public final class Prewarming {
  private static final int AT_ONCE = 8;
  private static final int TOLD_PROBLEMS = 10;
  private static final int LOWEST_PRIORITY = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final InferCalls calls;
  private final Ticker ticker;

  public Prewarming(TensorPool memory, Ticker ticker) {
    this.calls = new InferCalls(new JsonStreams(), memory);
    this.ticker = ticker;
  }

  /**
   * What came of it.
   *
   * @param problems the first of them, each with its line
   */
  public record Report(long requests, long answered, List<String> problems) {
    public Report {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Asks what stands in a file.
   *
   * @throws Conflict when the model keeps no answers
   * @throws InvalidInput when the file cannot be read
   */
  public Report run(Served served, Path file) {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return run(served, lines);
    } catch (IOException e) {
      throw new InvalidInput("prewarm: " + file.getFileName() + " cannot be read: " + e);
    }
  }

  /**
   * Asks what stands in the lines.
   *
   * @throws Conflict when the model keeps no answers
   */
  public Report run(Served served, BufferedReader lines) throws IOException {
    if (served.cache().isEmpty()) {
      throw new Conflict(
          "model "
              + served.id()
              + ": keeps no answers (expected: cache.enabled in its model.yaml)");
    }
    Round round = new Round(served);
    long number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (!line.isBlank()) {
        round.ask(line, number);
      }
    }
    return round.end();
  }

  /** The requests of one file. */
  private final class Round {
    private final Served served;
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private long requests;

    // Guarded by this:
    private final List<String> problems = new ArrayList<>();
    private long answered;

    Round(Served served) {
      this.served = served;
    }

    void ask(String line, long number) {
      requests++;
      turns.acquireUninterruptibly();
      InferenceRequest request;
      try {
        request = request(line, number);
      } catch (RuntimeException refusal) {
        settled(number, Failures.of(refusal));
        return;
      }
      var _ =
          served
              .predictor()
              .predict(request)
              .whenComplete((response, failure) -> ended(request, number, response, failure));
    }

    private InferenceRequest request(String line, long number) {
      InferBody body = calls.read(MemorySegment.ofArray(line.getBytes(StandardCharsets.UTF_8)));
      long now = ticker.nanos();
      return new InferenceRequest(
          body.inputs(),
          body.outputNames(),
          body.parameters(),
          new RequestContext(
              "prewarm-" + served.id() + "-" + number,
              new Caller(PredictionCache.EVERYONE, LOWEST_PRIORITY),
              Deadline.after(now, PATIENCE),
              new Cancellation(),
              continuation -> Thread.ofVirtual().name("soban-prewarm").start(continuation),
              new Timings(now)));
    }

    private void ended(
        InferenceRequest request,
        long number,
        @Nullable InferenceResponse response,
        @Nullable Throwable failure) {
      request.closeInputs();
      if (response != null) {
        response.close();
      }
      settled(number, failure == null ? null : Failures.of(failure));
    }

    private void settled(long number, @Nullable PredictionException failure) {
      synchronized (this) {
        if (failure == null) {
          answered++;
        } else if (problems.size() < TOLD_PROBLEMS) {
          problems.add("line " + number + ": " + failure.getMessage());
        }
      }
      turns.release();
    }

    Report end() {
      turns.acquireUninterruptibly(AT_ONCE);
      synchronized (this) {
        return new Report(requests, answered, problems);
      }
    }
  }
}
