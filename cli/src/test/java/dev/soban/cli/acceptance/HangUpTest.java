package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.RawConnection;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import dev.soban.core.time.Await;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that hangs up frees what it took: its place in the queue, and the engine. */
class HangUpTest {
  private static final String WAITING = "soban_queue_requests";
  private static final String IN_FLIGHT = "soban_requests_in_flight";
  private static final String ROWS_RUN = "soban_batch_rows_sum";
  private static final int MANY_ROWS = 400;

  private static ServedModels served;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    models
        .version("loop", TestData.path("bad_models/slow_loop.onnx"))
        .settings("loop", "instances: 1\n")
        .version("eyes", TestData.path("face_landmarks/mediapipe_iris.onnx"))
        .settings("eyes", "instances: 1\n");
    served = ServedModels.of(models);
  }

  @AfterAll
  static void close() {
    if (served != null) {
      served.close();
    }
  }

  @Test
  void frees_its_place_in_the_queue_while_the_engine_is_still_busy() throws Exception {
    try (RawConnection endless = new RawConnection(served.server().url())) {
      endless.send(RawConnection.infer("loop", loop("9000000000000000000")));
      Await.until("the engine is busy", () -> inFlight() == 1 && waiting() == 0);
      try (RawConnection behind = new RawConnection(served.server().url())) {
        behind.send(RawConnection.infer("loop", loop("1")));
        Await.until("the second request waits", () -> waiting() == 1);
      }

      Await.until("its place is free", () -> waiting() == 0);
      assertThat(endless.silent()).as("the engine is still busy").isTrue();
      assertThat(rowsRun("loop")).as("runs that ended").isZero();
    }
    Await.until("the endless run is ended", () -> inFlight() == 0);
    served.expectNothingHeld();
  }

  @Test
  void ends_a_large_request_at_the_next_batch() {
    double before = rowsRun("eyes");
    TensorValue rows =
        TensorValue.floats(
            TensorValue.shape(MANY_ROWS, 3, 64, 64), new float[MANY_ROWS * 3 * 64 * 64]);

    served
        .client()
        .inferAndHangUp("eyes", Question.of("image", rows), () -> rowsRun("eyes") > before);

    Await.until("nothing of it is left", () -> inFlight() == 0);
    served.expectNothingHeld();
    assertThat(rowsRun("eyes") - before).isLessThan(MANY_ROWS);
    Answer next =
        served
            .client()
            .infer(
                "eyes",
                Question.of(
                    "image",
                    TensorValue.floats(TensorValue.shape(1, 3, 64, 64), new float[3 * 64 * 64])),
                Transfer.BINARY);
    assertThat(next.output("iris").shape()).isEqualTo(List.of(1L, 15L));
  }

  private static double waiting() {
    return served.metric(WAITING, "loop");
  }

  private static double inFlight() {
    return served.metric(IN_FLIGHT);
  }

  private static double rowsRun(String model) {
    return served.metric(ROWS_RUN, model);
  }

  private static String loop(String times) {
    return "{\"inputs\":[{\"name\":\"n\",\"shape\":[],\"datatype\":\"INT64\",\"data\":["
        + times
        + "]},{\"name\":\"v\",\"shape\":[64,64],\"datatype\":\"FP32\",\"data\":["
        + String.join(",", Collections.nCopies(64 * 64, "0"))
        + "]}]}";
  }
}
