package dev.soban.server.multipart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.predict.PredictionException;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever comes, it is read or refused; and what was written is read as it was. */
class FormFuzzTest {
  private static final String BOUNDARY = "-B-";
  private static final String TYPE = "multipart/form-data; boundary=" + BOUNDARY;

  /** Pieces of which a form is made, so that their mixtures come near to one. */
  @Provide
  Arbitrary<byte[]> nearlyForms() {
    return Arbitraries.of(
            "\r\n",
            "\r",
            "\n",
            "--",
            "-",
            "-B-",
            "--" + BOUNDARY,
            "\r\n--" + BOUNDARY,
            "Content-Disposition: form-data; name=a",
            "content-type: x",
            ":",
            ";",
            "\"",
            "\\",
            "a",
            " ",
            "\u0000",
            "é")
        .list()
        .ofMaxSize(40)
        .map(pieces -> String.join("", pieces).getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 5_000)
  void mixtures_are_read_or_refused(@ForAll("nearlyForms") byte[] body) {
    expectReadOrRefused(body);
  }

  @Property(tries = 1_000)
  void a_form_with_one_byte_wrong_is_read_or_refused(
      @ForAll List<byte[]> contents, @ForAll int place, @ForAll byte wrong) {
    byte[] body = form(contents);
    body[Math.floorMod(place, body.length)] = wrong;

    expectReadOrRefused(body);
  }

  @Property(tries = 1_000)
  void a_form_that_is_cut_off_is_refused_or_has_fewer_parts(
      @ForAll List<byte[]> contents, @ForAll int place) {
    byte[] whole = form(contents);
    int size = Math.floorMod(place, whole.length);

    expectReadOrRefused(MemorySegment.ofArray(whole).asSlice(0, size));
  }

  @Property(tries = 1_000)
  void what_was_written_is_read(@ForAll List<byte[]> contents) {
    List<Part> parts = Form.read(MemorySegment.ofArray(form(contents)), TYPE);

    assertThat(parts).hasSize(contents.size() + 1);
    for (int i = 0; i < contents.size(); i++) {
      assertThat(parts.get(i).name()).isEqualTo("p" + i);
      assertThat(parts.get(i).content().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(contents.get(i));
    }
  }

  private static void expectReadOrRefused(byte[] body) {
    expectReadOrRefused(MemorySegment.ofArray(body));
  }

  private static void expectReadOrRefused(MemorySegment body) {
    try {
      assertThat(Form.read(body, TYPE)).isNotEmpty();
    } catch (PredictionException refused) {
      assertThat(refused).hasMessageContaining("(expected: ");
    }
  }

  /** A form of these contents and a last one that is empty; none of them holds the boundary. */
  private static byte[] form(List<byte[]> contents) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i <= contents.size(); i++) {
      body.writeBytes(
          ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=p" + i + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      body.writeBytes(i < contents.size() ? contents.get(i) : new byte[0]);
      body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    body.writeBytes(("--" + BOUNDARY + "--").getBytes(StandardCharsets.US_ASCII));
    return body.toByteArray();
  }
}
