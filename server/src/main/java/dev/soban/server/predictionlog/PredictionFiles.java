package dev.soban.server.predictionlog;

import dev.soban.core.observe.Prediction;
import dev.soban.core.observe.Prediction.Kept;
import dev.soban.core.observe.PredictionLog;
import dev.soban.server.json.JsonStreams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes predictions to files on a thread of its own. What waits is bounded in number and bytes;
 * what finds no room, or no disk, is dropped and counted: no request ever waits for the log.
 */
public final class PredictionFiles implements PredictionLog, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PredictionFiles.class.getName());
  private static final int MAX_WAITING = 4_096;
  private static final long MAX_WAITING_BYTES = 16L << 20;
  private static final int WRITTEN_AT_ONCE_BYTES = 1 << 16;
  private static final Duration COMPLAIN_EVERY = Duration.ofMinutes(1);
  private static final int LOOK_UP_MILLIS = 250;
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final TurningFile file;
  private final InstantSource clock;
  private final JsonStreams json = new JsonStreams();
  private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong waitingBytes = new AtomicLong();
  private final LongAdder written = new LongAdder();
  private final LongAdder droppedWaiting = new LongAdder();
  private final LongAdder droppedWriting = new LongAdder();
  private final Thread thread;
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean closed;

  // Of the thread:
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream(WRITTEN_AT_ONCE_BYTES);
  private int linesCount;
  private Instant complainedAt = Instant.MIN;

  private record Waiting(Prediction prediction, Instant endedAt, long bytes) {}

  /** Nothing is opened, and no thread started, before there is something to write. */
  public PredictionFiles(FileTurnover turnover, InstantSource clock) {
    this.file = new TurningFile(turnover);
    this.clock = clock;
    this.thread =
        Thread.ofPlatform().name("soban-prediction-log").daemon(true).unstarted(this::run);
  }

  @Override
  public void write(Prediction prediction) {
    if (!started.get() && started.compareAndSet(false, true)) {
      thread.start();
    }
    long bytes = bytes(prediction.inputs()) + bytes(prediction.outputs());
    if (closed || waitingBytes.addAndGet(bytes) > MAX_WAITING_BYTES) {
      drop(closed ? 0 : bytes);
    } else if (!waiting.offer(new Waiting(prediction, clock.instant(), bytes))) {
      drop(bytes);
    }
  }

  private void drop(long bytes) {
    waitingBytes.addAndGet(-bytes);
    droppedWaiting.increment();
  }

  private static long bytes(List<Kept> tensors) {
    long bytes = 0;
    for (Kept tensor : tensors) {
      bytes += tensor.values() == null ? 0 : tensor.values().byteSize();
    }
    return bytes;
  }

  /** Predictions in the files. */
  public long written() {
    return written.sum();
  }

  /** Predictions for which there was no room, as the disk is slow. */
  public long droppedWaiting() {
    return droppedWaiting.sum();
  }

  /** Predictions that the disk did not take. */
  public long droppedWriting() {
    return droppedWriting.sum();
  }

  private void run() {
    try {
      while (!closed || !waiting.isEmpty()) {
        Waiting first = waiting.poll(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          append(first);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      file.close();
    } catch (IOException e) {
      complain(e);
    }
  }

  /** Joins what waits into one write. */
  private void append(Waiting first) {
    for (Waiting next = first; next != null; next = waiting.poll()) {
      encode(next);
      if (lines.size() >= WRITTEN_AT_ONCE_BYTES) {
        flush();
      }
    }
    flush();
  }

  private void encode(Waiting next) {
    waitingBytes.addAndGet(-next.bytes());
    int before = lines.size();
    try {
      json.write(lines, out -> PredictionJson.write(out, next.prediction(), next.endedAt()));
      lines.write('\n');
      linesCount++;
    } catch (RuntimeException unexpected) {
      // One prediction that cannot be written must not end the log; what it began is taken back.
      byte[] kept = lines.toByteArray();
      lines.reset();
      lines.write(kept, 0, before);
      droppedWriting.increment();
      complain(unexpected);
    }
  }

  private void flush() {
    int count = linesCount;
    try {
      if (count > 0) {
        file.append(ByteBuffer.wrap(lines.toByteArray()), clock.instant());
        written.add(count);
      }
    } catch (IOException | RuntimeException e) {
      droppedWriting.add(count);
      complain(e);
    } finally {
      lines.reset();
      linesCount = 0;
    }
  }

  private void complain(Exception why) {
    Instant now = clock.instant();
    if (complainedAt.plus(COMPLAIN_EVERY).isAfter(now)) {
      return;
    }
    complainedAt = now;
    LOG.log(
        Level.WARNING,
        "prediction log: cannot be written, so far dropped {0}: {1}",
        droppedWriting.sum(),
        why);
  }

  /** Writes what waits, for some seconds at most; what comes after is dropped. */
  @Override
  public void close() {
    closed = true;
    if (!started.get()) {
      return;
    }
    try {
      if (!thread.join(LAST_WORDS)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
