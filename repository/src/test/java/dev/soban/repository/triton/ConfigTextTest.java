package dev.soban.repository.triton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.protocol.inference.DataType;
import dev.soban.protocol.inference.ModelConfig;
import dev.soban.repository.yaml.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "input [ { name: 'x' dims: [ 1, 2 ] } ]",
        "input { name: 'x' dims: 1 dims: 2 }",
        "input: { name: 'x' dims: [1] dims: [2] }",
        "input < name: 'x', dims: [ 1, 2 ]; >",
        "# first\ninput [{ # second\n name: \"x\" dims: [ 1, # third\n 2 ] }] # last",
        "input{name:'x'dims:[1,2]}",
        "\tinput\r\n{ name :\"x\" dims : 0x1 dims : 02 }",
      })
  void every_way_to_write_a_message_and_a_list_says_the_same(String text) throws Exception {
    ModelConfig config = ConfigText.parse(text, "c").config();

    assertThat(config.getInputList()).hasSize(1);
    assertThat(config.getInput(0).getName()).isEqualTo("x");
    assertThat(config.getInput(0).getDimsList()).containsExactly(1L, 2L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"a\" \"b\"\\n'c'        | abc",
        "'it\"s'                 | it\"s",
        "\"it's\"                | it's",
        "'it\\'s'                | it's",
        "'\\x41\\102\\u0043'     | ABC",
        "'\\uc18c\\xeb\\xb0\\x98'| 소반",
        "'소반'                  | 소반",
      })
  void a_text_may_stand_in_pieces_and_quotes_of_either_kind(String written, String read)
      throws Exception {
    assertThat(ConfigText.parse("name: " + lines(written), "c").config().getName()).isEqualTo(read);
  }

  @Test
  void an_enum_is_a_name_or_a_number() throws Exception {
    String text = "input { data_type: TYPE_BF16 } input { data_type: 11 }";

    assertThat(ConfigText.parse(text, "c").config().getInputList())
        .extracting(input -> input.getDataType())
        .containsExactly(DataType.TYPE_BF16, DataType.TYPE_FP32);
  }

  @Test
  void what_nobody_knows_is_passed_over_with_its_name_and_line() throws Exception {
    String text =
        """
        name: "m"
        brand_new: 3
        input { name: "x" fresh { deep: [1, 2] wide: "}" } dims: 4 }
        max_batch_size: 8
        """;

    ConfigText read = ConfigText.parse(text, "c");

    assertThat(read.unknown())
        .containsExactly("brand_new (unknown, line 2)", "fresh (unknown, line 3)");
    assertThat(read.config().getInput(0).getDimsList()).containsExactly(4L);
    assertThat(read.config().getMaxBatchSize()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name: m                            | 1:7",
        "name: \"m\\nmax_batch_size: 1       | 1:7",
        "max_batch_size: eight              | 1:17",
        "max_batch_size: 1\\nmax_batch_size: 2 | 2:15",
        "input { data_type: TYPE_FLOAT }    | 1:20",
        "input { data_type: 99 }            | 1:20",
        "input {                            | 1:8",
        "input [ { name: 'x' }, ]           | 1:24",
        "} name: 'm'                        | 1:1",
        "dynamic_batching { }\\nsequence_batching { } | 2:1",
        "instance_group { count: 99999999999 } | 1:25",
      })
  void what_is_not_of_the_form_is_refused_with_its_place(String text, String place) {
    assertThatThrownBy(() -> ConfigText.parse(lines(text), "c"))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("c:" + place + ": not protobuf text: ");
  }

  @Test
  void nothing_is_nested_without_end() {
    String text = "x {".repeat(100_000);

    assertThatThrownBy(() -> ConfigText.parse(text, "c")).isInstanceOf(ConfigException.class);
  }

  /** A row of a table is one line. */
  private static String lines(String text) {
    return text.replace("\\n", "\n");
  }
}
