package dev.soban.server.predictionlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.observe.Prediction;
import dev.soban.core.observe.Prediction.Kept;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Deadline;
import dev.soban.core.predict.Origin;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.predict.Timings;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.time.Await;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PredictionFilesTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);

  @Test
  void a_line_tells_who_asked_what_and_how_it_ended() throws Exception {
    Timings timings = new Timings(0);
    timings.add(Phase.QUEUE, 5_000);
    timings.ran(2);
    try (PredictionFiles files = files(turnover(1 << 20, 3))) {
      files.write(
          new Prediction(
              new ModelVersion("iris", "2"),
              context("r1", timings),
              null,
              1_234_000,
              Origin.ENGINE.degradedTo("stale"),
              List.of(
                  kept("x", DataType.FP32, floats(1.5f, Float.NaN)),
                  kept("t", DataType.BYTES, MemorySegment.ofArray(new byte[] {2, 0, 0, 0, -1, 7}))),
              List.of(
                  new Kept(
                      "y", DataType.FP32, Shape.of(1), 4, null, OptionalLong.of(0xCAFEF00DL)))));
    }

    JsonNode line = lines().getFirst();
    assertThat(line.path("time").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(line.path("request_id").asText()).isEqualTo("r1");
    assertThat(line.path("traceparent").asText()).startsWith("00-");
    assertThat(line.path("model").asText() + line.path("version").asText()).isEqualTo("iris2");
    assertThat(line.path("tenant").asText()).isEqualTo("anonymous");
    assertThat(line.path("status").asInt()).isEqualTo(200);
    assertThat(line.path("degraded").asText()).isEqualTo("stale");
    assertThat(line.path("rows").asInt()).isEqualTo(2);
    assertThat(line.path("us").path("queue").asInt()).isEqualTo(5);
    assertThat(line.path("us").path("total").asInt()).isEqualTo(1_234);
    assertThat(line.path("inputs").path(0).path("data").toString()).isEqualTo("[1.5,\"NaN\"]");
    assertThat(line.path("inputs").path(1).path("base64").toString()).isEqualTo("[\"/wc=\"]");
    assertThat(line.path("outputs").path(0).path("crc32c").asText()).isEqualTo("cafef00d");
    assertThat(line.path("outputs").path(0).path("size_bytes").asInt()).isEqualTo(4);
  }

  @Test
  void a_failure_is_written_with_its_reason() throws Exception {
    try (PredictionFiles files = files(turnover(1 << 20, 3))) {
      files.write(
          prediction("r1", new PredictionException.Overloaded("full", Duration.ofSeconds(1))));
    }

    assertThat(lines().getFirst().path("status").asInt()).isEqualTo(429);
    assertThat(lines().getFirst().path("reason").asText()).isEqualTo("overloaded");
  }

  @Test
  void what_waits_is_written_before_it_closes_and_nothing_after() throws Exception {
    PredictionFiles files = files(turnover(1 << 20, 3));
    for (int i = 0; i < 1_000; i++) {
      files.write(prediction("r" + i, null));
    }
    files.close();
    files.write(prediction("late", null));

    assertThat(lines()).hasSize(1_000);
    assertThat(files.written()).isEqualTo(1_000);
    assertThat(files.droppedWaiting()).isEqualTo(1);
  }

  @Test
  void nothing_is_made_until_something_is_written() throws Exception {
    try (PredictionFiles files = files(turnover(1 << 20, 3))) {
      assertThat(files.written()).isZero();
    }

    assertThat(folder.resolve("log")).doesNotExist();
  }

  @Test
  void a_large_file_is_put_aside_and_only_some_are_kept() throws Exception {
    try (PredictionFiles files = files(turnover(1, 2))) {
      for (int i = 1; i <= 5; i++) {
        int count = i;
        now.set(NOON.plusSeconds(i));
        files.write(prediction("r" + i, null));
        Await.until("written", () -> files.written() == count);
      }
    }

    assertThat(names())
        .containsExactly(
            "predictions-20260301T120004.000Z.jsonl",
            "predictions-20260301T120005.000Z.jsonl",
            "predictions.jsonl");
    assertThat(lines()).extracting(line -> line.path("request_id").asText()).containsExactly("r5");
  }

  @Test
  void a_new_day_begins_a_new_file() throws Exception {
    try (PredictionFiles files = files(turnover(1 << 20, 5))) {
      files.write(prediction("r1", null));
      Await.until("written", () -> files.written() == 1);
      now.set(NOON.plusSeconds(86_400));
      files.write(prediction("r2", null));
    }

    assertThat(names())
        .containsExactly("predictions-20260302T120000.000Z.jsonl", "predictions.jsonl");
  }

  @Test
  void a_file_of_an_earlier_life_is_gone_on_with() throws Exception {
    now.set(Instant.now());
    try (PredictionFiles files = files(turnover(1 << 20, 5))) {
      files.write(prediction("r1", null));
    }
    try (PredictionFiles files = files(turnover(1 << 20, 5))) {
      files.write(prediction("r2", null));
    }

    assertThat(lines()).hasSize(2);
  }

  @Test
  void half_a_line_of_an_earlier_life_spoils_no_other() throws Exception {
    now.set(Instant.now());
    Path log = Files.createDirectories(folder.resolve("log"));
    Files.writeString(log.resolve("predictions.jsonl"), "{\"half");
    try (PredictionFiles files = files(turnover(1 << 20, 5))) {
      files.write(prediction("r1", null));
    }

    assertThat(Files.readAllLines(log.resolve("predictions.jsonl")))
        .hasSize(2)
        .last()
        .asString()
        .contains("r1");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_full_disk_drops_and_counts_and_the_log_goes_on_when_there_is_room() throws Exception {
    Path log = Files.createDirectories(folder.resolve("log"));
    Path current = log.resolve("predictions.jsonl");
    Files.createSymbolicLink(current, Path.of("/dev/full"));

    try (PredictionFiles files = files(turnover(1 << 20, 3))) {
      files.write(prediction("lost", null));
      Await.until("dropped", () -> files.droppedWriting() == 1);
      Files.delete(current);
      files.write(prediction("kept", null));
      Await.until("written", () -> files.written() == 1);
      assertThat(files.droppedWriting()).isEqualTo(1);
    }

    assertThat(lines())
        .extracting(line -> line.path("request_id").asText())
        .containsExactly("kept");
  }

  @Test
  void what_the_disk_cannot_follow_is_dropped_and_counted() {
    Path file = folder.resolve("log");
    try (PredictionFiles files = new PredictionFiles(turnover(1 << 20, 3), now::get)) {
      MemorySegment large = MemorySegment.ofArray(new byte[1 << 20]);
      List<Prediction> many = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        many.add(
            new Prediction(
                new ModelVersion("m", "1"),
                context("r" + i, new Timings(0)),
                null,
                1,
                Origin.ENGINE,
                List.of(new Kept("x", DataType.UINT8, Shape.of(1 << 20), 1 << 20, large, none())),
                List.of()));
      }
      many.forEach(files::write);
      Await.until("all ended", () -> files.written() + files.droppedWaiting() == 200);

      assertThat(files.droppedWaiting()).isPositive();
      assertThat(file).exists();
    }
  }

  private PredictionFiles files(FileTurnover turnover) {
    return new PredictionFiles(turnover, now::get);
  }

  private FileTurnover turnover(long maxBytes, int keep) {
    return new FileTurnover(folder.resolve("log"), maxBytes, keep, true);
  }

  private List<JsonNode> lines() throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("log/predictions.jsonl"))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private List<String> names() throws Exception {
    try (Stream<Path> files = Files.list(folder.resolve("log"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Prediction prediction(String id, @Nullable PredictionException failure) {
    return new Prediction(
        new ModelVersion("m", "1"),
        context(id, new Timings(0)),
        failure,
        1_000,
        Origin.ENGINE,
        List.of(),
        List.of());
  }

  private static RequestContext context(String id, Timings timings) {
    return new RequestContext(
        id,
        RequestContext.Caller.ANONYMOUS,
        Deadline.after(0, Duration.ofSeconds(1)),
        new Cancellation(),
        Runnable::run,
        timings,
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  }

  private static Kept kept(String name, DataType type, MemorySegment values) {
    long elements = type == DataType.BYTES ? 1 : values.byteSize() / type.sizeBytes();
    return new Kept(name, type, Shape.of(elements), values.byteSize(), values, none());
  }

  private static OptionalLong none() {
    return OptionalLong.empty();
  }

  private static MemorySegment floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return MemorySegment.ofArray(bytes.array());
  }
}
