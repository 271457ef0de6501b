package dev.soban.vision.resample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.model.PictureInput;
import dev.soban.core.model.PictureInput.Channels;
import dev.soban.core.model.PictureInput.Decoder;
import dev.soban.core.model.PictureInput.Filter;
import dev.soban.core.model.PictureInput.Fit;
import dev.soban.core.model.PictureInput.Layout;
import dev.soban.core.model.PictureInput.Limits;
import dev.soban.core.model.PictureInput.Resize;
import dev.soban.core.tensor.DataType;
import dev.soban.vision.header.Orientation;
import dev.soban.vision.resample.Pixels.Kind;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplerTest {
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final Resampler.Scratch scratch = new Resampler.Scratch();

  @ParameterizedTest
  @EnumSource(Filter.class)
  void agrees_with_plain_arithmetic(Filter filter) {
    System.out.println("seed " + seed);
    for (int i = 0; i < 60; i++) {
      int width = 1 + random.nextInt(90);
      int height = 1 + random.nextInt(90);
      int wantedWidth = 1 + random.nextInt(60);
      int wantedHeight = 1 + random.nextInt(60);
      byte[] grey = new byte[width * height];
      random.nextBytes(grey);

      byte[] actual = stretched(grey, width, height, wantedWidth, wantedHeight, filter);

      double[][] expected =
          plain(plain(grid(grey, width), wantedWidth, filter), wantedHeight, filter);
      for (int y = 0; y < wantedHeight; y++) {
        for (int x = 0; x < wantedWidth; x++) {
          assertThat(actual[y * wantedWidth + x] & 0xFF)
              .as("seed %d, %dx%d to %dx%d", seed, width, height, wantedWidth, wantedHeight)
              .isBetween((int) (expected[y][x] - 1.6), (int) Math.ceil(expected[y][x] + 1.6));
        }
      }
    }
  }

  @Test
  void an_unchanged_size_changes_no_pixel() {
    byte[] grey = new byte[20 * 30];
    random.nextBytes(grey);

    for (Filter filter : Filter.values()) {
      assertThat(stretched(grey, 20, 30, 20, 30, filter)).isEqualTo(grey);
    }
  }

  @Test
  void one_colour_stays_that_colour_at_any_size() {
    byte[] white = new byte[173 * 91];
    java.util.Arrays.fill(white, (byte) 255);

    assertThat(stretched(white, 173, 91, 31, 200, Filter.ANTIALIAS)).containsOnly((byte) 255);
  }

  @Test
  void the_crop_is_the_middle_of_the_whole() {
    byte[] grey = new byte[50 * 80];
    random.nextBytes(grey);
    byte[] whole = stretched(grey, 50, 80, 40, 64, Filter.ANTIALIAS);
    byte[] cropped =
        fitted(grey, 50, 80, new Fit(32, 32, Resize.SHORT_SIDE_CROP, 40, Filter.ANTIALIAS, 0));

    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        assertThat(cropped[y * 32 + x]).isEqualTo(whole[(y + 16) * 40 + x + 4]);
      }
    }
  }

  @Test
  void a_decoder_shrinks_no_further_than_the_filter_allows() {
    Fit antialias = new Fit(224, 224, Resize.SHORT_SIDE_CROP, 256, Filter.ANTIALIAS, 0);
    Fit bilinear = new Fit(224, 224, Resize.SHORT_SIDE_CROP, 256, Filter.BILINEAR, 0);

    assertThat(Reduction.of(antialias, Orientation.UPRIGHT, 4096, 4096)).isEqualTo(8);
    assertThat(Reduction.of(antialias, Orientation.UPRIGHT, 1920, 1080)).isEqualTo(2);
    assertThat(Reduction.of(bilinear, Orientation.UPRIGHT, 1920, 1080)).isEqualTo(4);
    assertThat(Reduction.of(bilinear, Orientation.TURN_CLOCKWISE, 1080, 1920)).isEqualTo(4);
    assertThat(Reduction.of(antialias, Orientation.UPRIGHT, 640, 480)).isEqualTo(1);
    assertThat(Reduction.of(bilinear, Orientation.UPRIGHT, 30, 20)).isEqualTo(1);
  }

  private byte[] stretched(
      byte[] grey, int width, int height, int wantedWidth, int wantedHeight, Filter filter) {
    return fitted(
        grey, width, height, new Fit(wantedWidth, wantedHeight, Resize.STRETCH, 0, filter, 0));
  }

  private byte[] fitted(byte[] grey, int width, int height, Fit fit) {
    PictureInput input =
        new PictureInput(
            "x",
            fit,
            Channels.GRAY,
            Layout.NCHW,
            1,
            List.of(0.0),
            List.of(1.0),
            DataType.UINT8,
            Decoder.AUTO,
            Limits.DEFAULT);
    byte[] target = new byte[fit.width() * fit.height()];
    new Resampler(input)
        .write(
            new Pixels(MemorySegment.ofArray(grey), Kind.GRAY, width, height, 1),
            Orientation.UPRIGHT,
            scratch,
            MemorySegment.ofArray(target));
    return target;
  }

  private static double[][] grid(byte[] grey, int width) {
    double[][] rows = new double[grey.length / width][width];
    for (int i = 0; i < grey.length; i++) {
      rows[i / width][i % width] = grey[i] & 0xFF;
    }
    return rows;
  }

  /** Resizes across and transposes; twice that is a whole resize. */
  private static double[][] plain(double[][] rows, int wanted, Filter filter) {
    double[][] turned = new double[wanted][rows.length];
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < wanted; x++) {
        turned[x][y] = plain(rows[y], x, wanted, filter);
      }
    }
    return turned;
  }

  private static double plain(double[] row, int x, int wanted, Filter filter) {
    double scale = (double) row.length / wanted;
    double place = (x + 0.5) * scale - 0.5;
    if (filter == Filter.BILINEAR) {
      int left = (int) Math.floor(place);
      double share = place - left;
      return at(row, left) * (1 - share) + at(row, left + 1) * share;
    }
    double reach = Math.max(1, scale);
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < row.length; i++) {
      double weight = Math.max(0, 1 - Math.abs(i - place) / reach);
      sum += row[i] * weight;
      weights += weight;
    }
    return sum / weights;
  }

  private static double at(double[] row, int i) {
    return row[Math.clamp(i, 0, row.length - 1)];
  }
}
