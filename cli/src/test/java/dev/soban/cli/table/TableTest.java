package dev.soban.cli.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columns_line_up_with_korean_text() {
    List<String> lines =
        new Table("MODEL", "STATE", "NOTE")
            .row("붓꽃 분류", "ready", "a")
            .row("iris", "실패", "b")
            .lines(Integer.MAX_VALUE);

    assertThat(lines)
        .extracting(line -> TextWidth.of(line.substring(0, line.length() - 1)))
        .containsExactly(21, 18, 18);
  }

  @Test
  void hangul_written_in_parts_is_as_wide_as_its_syllable() {
    assertThat(TextWidth.of("한")).isEqualTo(2);
    assertThat(TextWidth.of("\u1112\u1161\u11ab")).isEqualTo(2);
  }

  @Test
  void accents_take_no_room_and_emoji_take_two() {
    assertThat(TextWidth.of("e\u0301")).isEqualTo(1);
    assertThat(TextWidth.of("🍲")).isEqualTo(2);
  }

  @Test
  void no_line_is_wider_than_the_terminal_and_no_word_is_lost() {
    String reason = "model.onnx: 운영체제 cannot be served: unknown operator FancyOp";

    List<String> lines = new Table("MODEL", "STATE").row("broken", reason).lines(40);

    assertThat(lines).allSatisfy(line -> assertThat(TextWidth.of(line)).isLessThanOrEqualTo(40));
    assertThat(String.join(" ", lines)).contains("FancyOp").contains("운영체제");
  }

  @Test
  void a_path_wider_than_its_column_is_broken_behind_a_slash() {
    List<String> lines = new Table("A").row("http://h:1/v2/models/iris").lines(16);

    assertThat(lines).containsExactly("A", "http://h:1/v2/", "models/iris");
  }

  @Test
  void a_word_wider_than_its_column_is_broken() {
    List<String> lines = new Table("A").row("x".repeat(25)).lines(10);

    assertThat(lines).containsExactly("A", "x".repeat(10), "x".repeat(10), "x".repeat(5));
  }
}
