package dev.soban.cli.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTableTest {
  @Test
  void a_long_reason_stands_below_the_table_and_takes_the_whole_width() {
    VersionStatus failed =
        new VersionStatus(
            "cats",
            "1",
            VersionState.FAILED,
            "models/cats/1/model.onnx: a Git LFS pointer, not the model itself; run 'git lfs pull'",
            Optional.empty());

    assertThat(new StatusTable().lines(List.of(failed), 80))
        .containsExactly(
            "MODEL  VERSION  STATE   INPUTS  OUTPUTS",
            "cats   1        failed",
            "",
            "MODEL   URL, OR WHY IT FAILED",
            "cats/1  failed: models/cats/1/model.onnx: a Git LFS pointer, not the model",
            "        itself; run 'git lfs pull'");
  }

  @Test
  void an_empty_folder_is_told_with_what_belongs_there() {
    assertThat(new StatusTable().lines(List.of(), 80))
        .containsExactly("no models (expected: NAME/1/model.onnx or NAME.onnx in the folder)");
  }
}
