package dev.soban.vision.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.vision.Pictures;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureHeadersTest {

  @Test
  void every_format_is_told_by_its_content() {
    for (PictureFormat format :
        List.of(PictureFormat.PNG, PictureFormat.GIF, PictureFormat.BMP, PictureFormat.TIFF)) {
      byte[] file = Pictures.encode(Pictures.gradient(30, 20), format.name());
      PictureHeader header = read(file);
      assertThat(header.format()).isEqualTo(format);
      assertThat(header.width()).isEqualTo(30);
      assertThat(header.height()).isEqualTo(20);
      assertThat(header.orientation()).isEqualTo(Orientation.UPRIGHT);
    }
  }

  @Test
  void a_jpeg_header_says_how_it_is_coded() {
    PictureHeader plain = read(Pictures.jpeg(Pictures.gradient(30, 20), false));
    PictureHeader progressive = read(Pictures.jpeg(Pictures.gradient(30, 20), true));

    assertThat(plain.components()).isEqualTo(3);
    assertThat(plain.bitDepth()).isEqualTo(8);
    assertThat(plain.jpeg().progressive()).isFalse();
    assertThat(progressive.jpeg().progressive()).isTrue();
    assertThat(progressive.jpeg().scans()).isBetween(2, 20);
  }

  @Test
  void scans_are_counted_up_to_the_end_marker() {
    byte[] progressive = Pictures.jpeg(Pictures.gradient(30, 20), true);
    int scans = read(progressive).jpeg().scans();

    assertThat(read(Pictures.withScans(progressive, 33)).jpeg().scans()).isEqualTo(scans + 33);
  }

  @Test
  void what_is_no_picture_is_shown_as_it_starts() {
    assertRefused("<!DOCTYPE html>", "(starts with '<!DOCTYPE')");
    assertRefused("\u0000\u00FF'", "(starts with '\\x00\\xff\\x27')");
    assertRefused("", "picture: empty");
  }

  @Test
  void formats_that_are_not_taken_are_named() {
    assertRefused("\0\0\0 ftypavif", "picture: an AVIF file (expected: a JPEG, PNG");
    assertRefused("\0\0\0\u0018ftypheic", "picture: a HEIC file");
    assertRefused("P6\n3 2\n255\n", "picture: a PNM file");
    assertRefused("qoif", "picture: a QOI file");
    assertRefused("II+\0", "picture: a BigTIFF file");
  }

  @Test
  void a_tiff_entry_that_claims_more_than_the_file_has_is_refused() {
    byte[] tiff = Pictures.tiffTurned(Pictures.gradient(30, 20), 1);
    tiff[8 + 2 + 2 * 12 + 7] = 0x7F;

    assertThatThrownBy(() -> read(tiff))
        .isInstanceOf(InvalidInput.class)
        .hasMessage("picture: a TIFF whose entry 258 claims more bytes than the file has");
  }

  @Test
  void exif_that_goes_round_or_astray_counts_as_upright() {
    byte[] jpeg = Pictures.jpegTurned(Pictures.jpeg(Pictures.gradient(30, 20), false), 6);
    assertThat(read(jpeg).orientation()).isEqualTo(Orientation.TURN_CLOCKWISE);

    jpeg[2 + 4 + 6 + 7] = 127;
    assertThat(read(jpeg).orientation()).isEqualTo(Orientation.UPRIGHT);
  }

  private static void assertRefused(String latin1, String reason) {
    assertThatThrownBy(() -> read(latin1.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining(reason);
  }

  private static PictureHeader read(byte[] file) {
    return PictureHeaders.read(MemorySegment.ofArray(file));
  }
}
