package dev.soban.server.multipart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.predict.PredictionException.InputTooLarge;
import dev.soban.core.predict.PredictionException.InvalidInput;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {
  private static final String TYPE = "multipart/form-data; boundary=B";

  @Test
  void parts_come_in_order_with_what_they_say_of_themselves() {
    List<Part> parts =
        read(
            TYPE,
            """
            --B
            Content-Disposition: form-data; name="a b"

            one
            --B
            content-type: image/png
            Content-Disposition:form-data;filename="x;y.png";name=pic



            -B
            --B--
            """
                .replace("\n", "\r\n"));

    assertThat(parts).extracting(Part::name).containsExactly("a b", "pic");
    assertThat(parts).extracting(Part::file).containsExactly(false, true);
    assertThat(parts).extracting(Part::contentType).containsExactly(null, "image/png");
    assertThat(parts).extracting(FormTest::text).containsExactly("one", "\r\n\r\n-B");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "preamble\r\n--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--B--",
        "\r\n--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--B--\r\nepilogue",
        "--B \t \r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--B-- and \r\n--B\r\n",
        "--B\r\nCONTENT-DISPOSITION: FORM-DATA; NAME=a\r\n\r\nx\r\n--B--",
        "--B\r\nContent-Transfer-Encoding: Binary\r\nContent-Disposition: form-data; name=\"a\" ; \r\n\r\nx\r\n--B--"
      })
  void what_surrounds_parts_is_passed_over(String body) {
    List<Part> parts = read(TYPE, body);

    assertThat(parts).extracting(Part::name).containsExactly("a");
    assertThat(text(parts.getFirst())).isEqualTo("x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name=\"a\\\"b\"|a\"b",
        "name=\"a\\\\b\"|a\\b",
        "name=\"C:\\dir\"|C:\\dir",
        "name=\"a%22b\"|a\"b",
        "name=\"소반\"|소반",
        "name=\"\"|``",
        "name=a; filename*=UTF-8''%EC%86%8C|a"
      })
  void names_are_unquoted(String parameter, String name) {
    List<Part> parts =
        read(TYPE, "--B\r\nContent-Disposition: form-data; " + parameter + "\r\n\r\n\r\n--B--");

    assertThat(parts.getFirst().name()).isEqualTo(name);
    assertThat(parts.getFirst().content().byteSize()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"boundary=B", "boundary=\"B\"", "charset=utf-8; BOUNDARY=B"})
  void the_boundary_may_be_quoted_and_stand_anywhere(String parameters) {
    assertThat(
            read(
                "Multipart/Form-Data; " + parameters,
                "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--B--"))
        .hasSize(1);
  }

  @Test
  void a_part_may_end_with_its_head() {
    List<Part> parts =
        read(
            TYPE,
            "--B\r\nContent-Disposition: form-data; name=a\r\n\r\n--B\r\n"
                + "Content-Disposition: form-data; name=b\r\n\r\ny\r\n--B--");

    assertThat(parts).extracting(FormTest::text).containsExactly("", "y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"a\nb\"",
        "multipart/form-data; boundary=\"a",
        "multipart/form-data; boundary=\"a\"b",
        "multipart/form-data; boundary=a; boundary=b",
        "multipart/form-data; boundary=\"ends in a space \"",
        "multipart/form-data; boundary",
        "multipart/form-data; boundary=01234567890123456789012345678901234567890123456789012345678901234567890"
      })
  void a_boundary_that_is_none_is_refused(String contentType) {
    assertThatThrownBy(() -> read(contentType, "--a\r\n"))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("content-type: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|body: no boundary in it",
        "--C\\r\\n|body: no boundary in it",
        "--B|body: more behind the boundary at byte 3",
        "--B--|body: no parts",
        "--Bx\\r\\n|body: more behind the boundary",
        "--B\\nA: b\\n\\nx\\n--B--|body: more behind the boundary",
        "--B\\r\\nContent-Disposition: form-data; name=a\\r\\n\\r\\nx|part 1: does not end",
        "--B\\r\\nContent-Disposition: form-data; name=a\\r\\n\\r\\nx\\r\\n--B|body: more behind the boundary",
        "--B\\r\\n\\r\\n--B--|part 1: content-disposition: ",
        "--B\\r\\nContent-Disposition: form-data; name=a\\r\\n--B--|part 1: headers do not end",
        "--B\\r\\nnonsense\\r\\n\\r\\nx\\r\\n--B--|part 1: \"nonsense\" (expected: name: value)",
        "--B\\r\\nA: 1\\r\\na: 2\\r\\n\\r\\nx\\r\\n--B--|part 1: a twice",
        "--B\\r\\nA: 1\\r\\n\\r\\nx\\r\\n--B--|part 1: content-disposition: ",
        "--B\\r\\nContent-Disposition: form-data\\r\\n\\r\\nx\\r\\n--B--|part 1: content-disposition: form-data",
        "--B\\r\\nContent-Disposition: attachment; name=a\\r\\n\\r\\nx\\r\\n--B--|part 1: content-disposition: attachment",
        "--B\\r\\nContent-Disposition: form-data; name=\"a\\r\\n\\r\\nx\\r\\n--B--|content-disposition: a quote that does not end",
        "--B\\r\\nContent-Transfer-Encoding: base64\\r\\nContent-Disposition: form-data; name=a\\r\\n\\r\\nx\\r\\n--B--|content-transfer-encoding: base64"
      })
  void what_is_no_form_is_refused_where_it_is_wrong(String body, String message) {
    assertThatThrownBy(() -> read(TYPE, body.replace("\\r", "\r").replace("\\n", "\n")))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining(message);
  }

  @Test
  void heads_and_the_number_of_parts_are_bounded() {
    String part = "--B\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n";

    assertThat(read(TYPE, part.repeat(1_000) + "--B--")).hasSize(1_000);
    assertThatThrownBy(() -> read(TYPE, part.repeat(1_001) + "--B--"))
        .isInstanceOf(InputTooLarge.class)
        .hasMessageContaining("at most 1000");
    assertThatThrownBy(() -> read(TYPE, "--B\r\n" + "A: b\r\n".repeat(3_000) + "\r\n\r\n--B--"))
        .isInstanceOf(InvalidInput.class);
    assertThatThrownBy(() -> read(TYPE, "--B\r\nA: " + "b".repeat(9_000) + "\r\n\r\nx\r\n--B--"))
        .hasMessageContaining("part 1: headers");
  }

  @ParameterizedTest
  @CsvSource({
    "multipart/form-data, true",
    "multipart/form-data;boundary=x, true",
    "MULTIPART/FORM-DATA ; boundary=x, true",
    "multipart/form-database, false",
    "multipart/mixed, false",
    "text/csv, false"
  })
  void a_form_is_known_by_its_type(String contentType, boolean form) {
    assertThat(Form.is(contentType)).isEqualTo(form);
    assertThat(Form.is(null)).isFalse();
  }

  private static List<Part> read(String contentType, String body) {
    return Form.read(MemorySegment.ofArray(body.getBytes(StandardCharsets.UTF_8)), contentType);
  }

  private static String text(Part part) {
    return new String(part.content().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }
}
