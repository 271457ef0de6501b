package dev.soban.cli.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTableTest {

  private static List<String> lines(String... bodies) {
    return AnswerTable.of(
            List.of(bodies).stream().map(b -> new Exchange(Path.of("꽃.csv"), 200, b)).toList())
        .lines(Integer.MAX_VALUE);
  }

  @Test
  void each_class_of_each_row_gets_a_line() {
    assertThat(
            lines(
                """
                {"model":"m","rows":[
                  {"classes":[{"label":"a","probability":0.9},{"label":"b","probability":0.1}]},
                  {"classes":[{"label":"b","probability":1.0}]}]}
                """))
        .containsExactly(
            "FILE    MODEL  ROW  LABEL  PROBABILITY",
            "꽃.csv  m      0    a      0.9",
            "꽃.csv  m      0    b      0.1",
            "꽃.csv  m      1    b      1.0");
  }

  @Test
  void tensors_are_shown_row_by_row_under_their_name() {
    assertThat(lines("{\"outputs\":{\"y\":[[1.5,2],[3,4]]}}"))
        .containsExactly("FILE    ROW  Y", "꽃.csv  0    1.5 2", "꽃.csv  1    3 4");
  }

  @Test
  void an_answer_that_is_no_json_is_shown_as_it_is() {
    assertThat(lines("hello")).containsExactly("FILE    ANSWER", "꽃.csv  hello");
  }

  @Test
  void the_reason_of_a_refusal_is_found_in_its_body() {
    assertThat(AnswerTable.error("{\"code\":400,\"error\":\"no picture\"}"))
        .isEqualTo("no picture");
    assertThat(AnswerTable.error("<html>")).isEqualTo("<html>");
  }
}
