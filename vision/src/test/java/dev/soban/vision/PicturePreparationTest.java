package dev.soban.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.model.PictureInput;
import dev.soban.core.model.PictureInput.Channels;
import dev.soban.core.model.PictureInput.Decoder;
import dev.soban.core.model.PictureInput.Filter;
import dev.soban.core.model.PictureInput.Fit;
import dev.soban.core.model.PictureInput.Layout;
import dev.soban.core.model.PictureInput.Limits;
import dev.soban.core.model.PictureInput.Resize;
import dev.soban.core.predict.PredictionException.InputTooLarge;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.DataType;
import dev.soban.vision.resample.Placement;
import java.awt.image.BufferedImage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PicturePreparationTest {
  private static final PictureDecoders DECODERS = PictureDecoders.find();
  private static final PictureDecoders WITHOUT_TURBOJPEG = PictureDecoders.find(List.of());

  /** Two pixels: (10, 20, 30) and (200, 100, 50). */
  private static final byte[] TWO =
      Pictures.png(Pictures.painted(2, 1, (x, y) -> x == 0 ? 0x0A141E : 0xC86432));

  @AfterAll
  static void close() {
    DECODERS.close();
    WITHOUT_TURBOJPEG.close();
  }

  @Test
  void channels_come_in_the_order_asked_for() {
    Inputs input = Inputs.stretch(2, 1);

    assertThat(unsigned(input.tensor(DECODERS, TWO))).containsExactly(10, 20, 30, 200, 100, 50);
    assertThat(unsigned(input.channels(Channels.BGR).tensor(DECODERS, TWO)))
        .containsExactly(30, 20, 10, 50, 100, 200);
    assertThat(unsigned(input.channels(Channels.GRAY).tensor(DECODERS, TWO)))
        .containsExactly(18, 124);
  }

  @Test
  void planes_follow_one_another_in_nchw() {
    Inputs input = Inputs.stretch(2, 1).layout(Layout.NCHW);

    assertThat(unsigned(input.tensor(DECODERS, TWO))).containsExactly(10, 200, 20, 100, 30, 50);
  }

  @Test
  void samples_are_scaled_then_shifted_then_divided_per_channel_in_the_given_order() {
    Inputs input =
        Inputs.stretch(2, 1)
            .channels(Channels.BGR)
            .normalised(0.5, List.of(1.0, 2.0, 3.0), List.of(2.0, 4.0, 8.0));

    assertThat(input.floats(DECODERS, TWO))
        .containsExactly(
            (15f - 1) / 2,
            (10f - 2) / 4,
            (5f - 3) / 8,
            (25f - 1) / 2,
            (50f - 2) / 4,
            (100f - 3) / 8);
  }

  @Test
  void every_data_type_is_written_in_its_own_way() {
    Inputs input = Inputs.stretch(2, 1).channels(Channels.GRAY);
    Inputs shifted = input.normalised(1, List.of(128.0), List.of(1.0));

    assertThat(shifted.dataType(DataType.INT8).tensor(DECODERS, TWO))
        .containsExactly((byte) -110, (byte) -4);
    assertThat(shifted.dataType(DataType.UINT8).tensor(DECODERS, TWO))
        .containsExactly((byte) 0, (byte) 0);
    assertThat(
            segment(shifted.dataType(DataType.FP64), TWO)
                .toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED))
        .containsExactly(-110, -4);
    short[] halves =
        segment(shifted.dataType(DataType.FP16), TWO).toArray(ValueLayout.JAVA_SHORT_UNALIGNED);
    assertThat(Float.float16ToFloat(halves[0])).isEqualTo(-110);
    assertThat(Float.float16ToFloat(halves[1])).isEqualTo(-4);
  }

  @Test
  void a_data_type_that_pictures_cannot_have_is_a_load_error() {
    assertThatThrownBy(() -> input(DataType.BYTES, Decoder.AUTO, DECODERS))
        .isInstanceOf(ModelLoadException.class)
        .hasMessage(
            "image.datatype: BYTES (expected: FP32, FP16, FP64, UINT8 or INT8 for pictures)");
  }

  @Test
  void a_pinned_decoder_that_is_missing_is_a_load_error() {
    assertThatThrownBy(() -> input(DataType.FP32, Decoder.TURBOJPEG, WITHOUT_TURBOJPEG))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("image.decoder: turbojpeg (expected: imageio or auto")
        .hasMessageContaining("apt install libturbojpeg0");
    assertThat(WITHOUT_TURBOJPEG.description())
        .contains("ImageIO", "apt install libturbojpeg0")
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void every_orientation_comes_out_upright(int tag) {
    BufferedImage upright = Pictures.painted(3, 2, (x, y) -> 0x101010 * (1 + x + 3 * y) + x);
    BufferedImage stored = stored(upright, tag);
    Inputs input = Inputs.stretch(3, 2);
    byte[] expected = input.tensor(DECODERS, Pictures.png(upright));

    assertThat(input.tensor(DECODERS, Pictures.pngTurned(Pictures.png(stored), tag)))
        .isEqualTo(expected);
    assertThat(input.tensor(DECODERS, Pictures.tiffTurned(stored, tag))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
  void a_turned_jpeg_is_cut_where_the_upright_one_is(int tag) {
    BufferedImage upright = Pictures.gradient(320, 200);
    byte[] turned = Pictures.jpegTurned(Pictures.jpeg(stored(upright, tag), false), tag);

    for (Resize resize : Resize.values()) {
      Inputs input = Inputs.of(new Fit(64, 48, resize, 80, Filter.ANTIALIAS, 114));
      byte[] expected = input.tensor(DECODERS, Pictures.png(upright));
      assertThat(largestDifference(input.tensor(DECODERS, turned), expected)).isLessThan(8);
      assertThat(largestDifference(input.tensor(WITHOUT_TURBOJPEG, turned), expected))
          .isLessThan(8);
    }
  }

  @Test
  void letterboxing_pads_what_the_picture_leaves_free() {
    byte[] wide = Pictures.png(Pictures.painted(4, 2, (x, y) -> 0x0A141E));
    Fit centred = new Fit(4, 4, Resize.LETTERBOX, 0, Filter.BILINEAR, 114);
    Fit topLeft = new Fit(4, 4, Resize.LETTERBOX_TOP_LEFT, 0, Filter.BILINEAR, 114);
    Inputs input = Inputs.of(centred).channels(Channels.GRAY).layout(Layout.NCHW);

    assertThat(input.tensor(DECODERS, wide))
        .containsExactly(114, 114, 114, 114, 18, 18, 18, 18, 18, 18, 18, 18, 114, 114, 114, 114);
    assertThat(
            Inputs.of(topLeft).channels(Channels.GRAY).layout(Layout.NCHW).tensor(DECODERS, wide))
        .containsExactly(18, 18, 18, 18, 18, 18, 18, 18, 114, 114, 114, 114, 114, 114, 114, 114);
  }

  @Test
  void decode_tells_where_the_picture_lies() {
    Fit fit = new Fit(64, 64, Resize.LETTERBOX, 0, Filter.BILINEAR, 0);
    PicturePreparation preparation = Inputs.of(fit).with(DECODERS);
    byte[] file = Pictures.jpegTurned(Pictures.jpeg(Pictures.gradient(200, 400), false), 6);

    Placement placement =
        preparation.decode(
            MemorySegment.ofArray(file), MemorySegment.ofArray(new byte[3 * 64 * 64]));

    assertThat(placement.sourceX(0)).isZero();
    assertThat(placement.sourceX(64)).isEqualTo(400);
    assertThat(placement.sourceY(16)).isZero();
    assertThat(placement.sourceY(48)).isEqualTo(200);
  }

  @Test
  void opacity_is_left_away_and_the_colour_kept() {
    BufferedImage half = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    half.setRGB(0, 0, 0x800A141E);
    half.setRGB(1, 0, 0x00C86432);

    assertThat(unsigned(Inputs.stretch(2, 1).tensor(DECODERS, Pictures.png(half))))
        .containsExactly(10, 20, 30, 200, 100, 50);
  }

  @Test
  void grey_of_16_bits_keeps_its_upper_8_unbrightened() {
    BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    grey.getRaster().setSample(0, 0, 0, 0x4321);
    grey.getRaster().setSample(1, 0, 0, 0xC0FF);

    assertThat(
            unsigned(
                Inputs.stretch(2, 1).channels(Channels.GRAY).tensor(DECODERS, Pictures.png(grey))))
        .containsExactly(0x43, 0xC0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_jpeg_that_lacks_picture_data_is_refused_by_both_decoders(boolean progressive) {
    byte[] file = Pictures.jpeg(Pictures.gradient(320, 240), progressive);
    byte[] cut = Pictures.cut(file, file.length / (progressive ? 8 : 2));
    Inputs input = Inputs.stretch(64, 64);

    for (PictureDecoders decoders : List.of(DECODERS, WITHOUT_TURBOJPEG)) {
      assertThatThrownBy(() -> input.tensor(decoders, cut))
          .isInstanceOf(InvalidInput.class)
          .hasMessageContaining("cut off");
    }
  }

  @Test
  void a_jpeg_that_lacks_only_its_end_marker_is_taken_by_both_decoders() {
    byte[] file = Pictures.jpeg(Pictures.gradient(320, 240), false);
    byte[] cut = Pictures.cut(file, file.length - 2);
    Inputs input = Inputs.stretch(64, 64);

    for (PictureDecoders decoders : List.of(DECODERS, WITHOUT_TURBOJPEG)) {
      assertThat(input.tensor(decoders, cut)).isEqualTo(input.tensor(decoders, file));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif", "bmp"})
  void other_formats_cut_in_half_are_refused(String format) {
    byte[] file = Pictures.encode(Pictures.gradient(100, 80), format);

    assertThatThrownBy(
            () -> Inputs.stretch(8, 8).tensor(DECODERS, Pictures.cut(file, file.length / 2)))
        .isInstanceOf(InvalidInput.class);
  }

  @Test
  void a_progressive_jpeg_of_very_many_scans_is_refused_unseen() {
    byte[] jpeg = Pictures.jpeg(Pictures.gradient(64, 64), true);
    byte[] bomb = Pictures.withScans(jpeg, 600);

    assertThatThrownBy(() -> Inputs.stretch(8, 8).tensor(DECODERS, bomb))
        .isInstanceOf(InputTooLarge.class)
        .hasMessageContaining("scans (expected: at most 500");
    assertThat(Inputs.stretch(8, 8).tensor(DECODERS, jpeg)).isNotEmpty();
  }

  @Test
  void limits_are_checked_on_the_header() {
    byte[] png = Pictures.png(Pictures.gradient(30, 20));
    Inputs input = Inputs.stretch(8, 8);

    assertThatThrownBy(() -> check(input.limits(new Limits(50 << 20, 599, 100, 1)), png))
        .isInstanceOf(InputTooLarge.class)
        .hasMessage("picture: 30x20 pixels (expected: at most 599 pixels; send a smaller picture)");
    assertThatThrownBy(() -> check(input.limits(new Limits(50 << 20, 600, 29, 1)), png))
        .isInstanceOf(InputTooLarge.class)
        .hasMessageContaining("at most 29 pixels a side");
    assertThatThrownBy(() -> check(input.limits(new Limits(png.length - 1, 600, 30, 1)), png))
        .isInstanceOf(InputTooLarge.class)
        .hasMessageContaining(png.length + " bytes");
    check(input.limits(new Limits(png.length, 600, 30, 1)), png);
    byte[] animated = Pictures.pngWith(png, "acTL", new byte[] {0, 0, 0, 9, 0, 0, 0, 0});
    assertThatThrownBy(() -> check(input.limits(new Limits(50 << 20, 600, 30, 8)), animated))
        .isInstanceOf(InputTooLarge.class)
        .hasMessageContaining("9 frames (expected: at most 8");
  }

  @ParameterizedTest
  @EnumSource(Filter.class)
  void threads_do_not_disturb_one_another(Filter filter) throws Exception {
    byte[] first = Pictures.jpeg(Pictures.gradient(300, 200), false);
    byte[] second = Pictures.jpeg(Pictures.painted(200, 300, (x, y) -> x * y), true);
    Inputs input = Inputs.fit(64, 64, Resize.SHORT_SIDE_CROP, filter);
    byte[] firstExpected = input.tensor(DECODERS, first);
    byte[] secondExpected = input.tensor(DECODERS, second);

    List<Future<byte[]>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 40; i++) {
        byte[] file = i % 2 == 0 ? first : second;
        answers.add(threads.submit(() -> input.tensor(DECODERS, file)));
      }
    }

    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).get()).isEqualTo(i % 2 == 0 ? firstExpected : secondExpected);
    }
  }

  /** The picture as a camera held that way stores it, after the EXIF standard's table. */
  private static BufferedImage stored(BufferedImage upright, int tag) {
    int right = upright.getWidth() - 1;
    int bottom = upright.getHeight() - 1;
    boolean swapped = tag >= 5;
    return Pictures.painted(
        swapped ? bottom + 1 : right + 1,
        swapped ? right + 1 : bottom + 1,
        (column, row) ->
            switch (tag) {
              case 1 -> upright.getRGB(column, row);
              case 2 -> upright.getRGB(right - column, row);
              case 3 -> upright.getRGB(right - column, bottom - row);
              case 4 -> upright.getRGB(column, bottom - row);
              case 5 -> upright.getRGB(row, column);
              case 6 -> upright.getRGB(right - row, column);
              case 7 -> upright.getRGB(right - row, bottom - column);
              default -> upright.getRGB(row, bottom - column);
            });
  }

  private static void check(Inputs input, byte[] file) {
    input.with(DECODERS).check(MemorySegment.ofArray(file));
  }

  private static PicturePreparation input(DataType type, Decoder decoder, PictureDecoders decoders)
      throws ModelLoadException {
    return new PicturePreparation(
        new PictureInput(
            "x",
            new Fit(2, 1, Resize.STRETCH, 0, Filter.BILINEAR, 0),
            Channels.RGB,
            Layout.NCHW,
            1,
            List.of(0.0),
            List.of(1.0),
            type,
            decoder,
            Limits.DEFAULT),
        decoders);
  }

  private static MemorySegment segment(Inputs input, byte[] file) {
    return MemorySegment.ofArray(input.tensor(DECODERS, file));
  }

  private static int largestDifference(byte[] one, byte[] other) {
    int largest = 0;
    for (int i = 0; i < one.length; i++) {
      largest = Math.max(largest, Math.abs((one[i] & 0xFF) - (other[i] & 0xFF)));
    }
    return largest;
  }

  private static int[] unsigned(byte[] bytes) {
    int[] values = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] & 0xFF;
    }
    return values;
  }
}
