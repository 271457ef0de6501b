package dev.soban.conformance.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.soban.conformance.verdict.Unmet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TensorJsonTest {
  @ParameterizedTest
  @EnumSource(Datatype.class)
  void edges_of_every_datatype_survive_the_way_through_text(Datatype type) throws Exception {
    List<Long> shape = List.of(2L, 4L);
    TensorValue value = ExtremeValues.of(type, shape);

    assertThat(TensorJson.read(type, shape, text(TensorJson.flat(value)))).isEqualTo(value);
    assertThat(TensorJson.read(type, shape, text(TensorJson.nested(value)))).isEqualTo(value);
  }

  @Test
  void nested_data_have_the_depth_of_the_shape() {
    TensorValue value = SampleValues.zeros(Datatype.INT8, List.of(2L, 1L, 3L));

    assertThat(TensorJson.nested(value)).hasToString("[[[0,0,0]],[[0,0,0]]]");
    assertThat(TensorJson.flat(value)).hasToString("[0,0,0,0,0,0]");
  }

  @Test
  void numbers_that_are_not_finite_have_names() throws Exception {
    TensorValue read =
        TensorJson.read(Datatype.FP32, List.of(3L), json("[\"NaN\", \"-Infinity\", \"Infinity\"]"));

    assertThat(read.fractions())
        .containsExactly(Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "INT8; [128]; integers within INT8",
        "INT8; [1.5]; integers for INT8",
        "UINT8; [-1]; integers within UINT8",
        "UINT64; [18446744073709551616]; integers within UINT64",
        "BOOL; [1]; true or false",
        "FP32; [\"many\"]; numbers for FP32",
        "BYTES; [1]; strings for BYTES",
        "INT8; [1, 2]; as many values",
        "INT8; 1; data as an array",
        "INT8; [null]; integers for INT8",
      })
  void what_is_not_of_the_datatype_is_unmet(String type, String data, String expected) {
    assertThatThrownBy(() -> TensorJson.read(Datatype.valueOf(type), List.of(1L), json(data)))
        .isInstanceOfSatisfying(
            Unmet.class, unmet -> assertThat(unmet.expected()).contains(expected));
  }

  private static JsonNode text(JsonNode node) throws JsonProcessingException {
    return json(node.toString());
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text);
  }
}
