package dev.soban.vision.detect;

import static dev.soban.vision.detect.Found.fp32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soban.core.model.DetectionOutput;
import dev.soban.core.model.DetectionOutput.Head;
import dev.soban.core.model.PictureFrame;
import dev.soban.core.model.PictureInput.Filter;
import dev.soban.core.model.PictureInput.Fit;
import dev.soban.core.model.PictureInput.Resize;
import dev.soban.vision.resample.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever a detector puts out, what is selected of it keeps these. */
class SelectionPropertyTest {
  private static final int PLACES = 40;
  private static final Detector DETECTOR =
      Found.detector(DetectionOutput.of(Head.YOLOV8), fp32("o", 1, 6, PLACES));

  @Property(tries = 300)
  void what_stays_is_sorted_apart_and_within_the_picture(@ForAll long seed) {
    List<Found> found = Found.by(DETECTOR, row(seed));

    assertThat(found)
        .extracting(Found::score)
        .isSortedAccordingTo(Comparator.reverseOrder())
        .allMatch(score -> score >= 0.25f);
    for (int i = 0; i < found.size(); i++) {
      Box box = box(found.get(i));
      assertThat(box.holdsArea()).isTrue();
      assertThat(box.inSource(new PictureFrame.AsSent(64, 32))).isEqualTo(box);
    }
  }

  @Property(tries = 300)
  void what_is_left_out_is_covered_by_something_better(@ForAll long seed) {
    float[] row = row(seed);
    List<Candidate> stay = new ArrayList<>();
    for (Candidate one : bestFirst(row)) {
      if (stay.stream().noneMatch(one::isCoveredBy)) {
        stay.add(one);
      }
    }

    assertThat(Found.by(DETECTOR, row))
        .extracting(Found::score)
        .containsExactlyElementsOf(stay.stream().map(Candidate::score).toList());
  }

  @Property(tries = 100)
  void the_same_row_has_the_same_answer(@ForAll long seed) {
    assertThat(Found.by(DETECTOR, row(seed))).isEqualTo(Found.by(DETECTOR, row(seed)));
  }

  @Property(tries = 300)
  void a_box_of_the_source_comes_back_to_where_it_was(
      @ForAll @IntRange(min = 8, max = 5000) int width,
      @ForAll @IntRange(min = 8, max = 5000) int height,
      @ForAll Resize resize,
      @ForAll long seed) {
    Placement placement =
        Placement.of(new Fit(64, 32, resize, 64, Filter.BILINEAR, 114), width, height);
    Random random = new Random(seed);
    double x = random.nextDouble(width);
    double y = random.nextDouble(height);

    double modelX = x * placement.resizedWidth() / width - placement.cropX() + placement.windowX();
    double modelY =
        y * placement.resizedHeight() / height - placement.cropY() + placement.windowY();

    assertThat(placement.sourceX(modelX)).isCloseTo(x, within(1e-6));
    assertThat(placement.sourceY(modelY)).isCloseTo(y, within(1e-6));
    if (resize == Resize.LETTERBOX) {
      // In the middle, but for an odd pixel.
      assertThat(placement.sourceX(32))
          .isCloseTo(width / 2.0, within(0.51 * width / placement.resizedWidth()));
      assertThat(placement.sourceY(16))
          .isCloseTo(height / 2.0, within(0.51 * height / placement.resizedHeight()));
    }
  }

  private record Candidate(Box box, int kind, float score) {
    boolean isCoveredBy(Candidate better) {
      return better.kind == kind && better.box.overlap(box) > 0.45;
    }
  }

  private static List<Candidate> bestFirst(float[] row) {
    List<Candidate> all = new ArrayList<>();
    for (int place = 0; place < PLACES; place++) {
      float[] said = new float[6];
      for (int i = 0; i < 6; i++) {
        said[i] = row[i * PLACES + place];
      }
      int kind = said[5] > said[4] ? 1 : 0;
      Box box =
          BoxForm.of(
                  DetectionOutput.Form.CENTER,
                  DetectionOutput.Unit.PIXELS,
                  new ModelPicture(64, 32))
              .box(new double[] {said[0], said[1], said[2], said[3]}, place);
      if (said[4 + kind] >= 0.25f && box.holdsArea()) {
        all.add(new Candidate(box, kind, said[4 + kind]));
      }
    }
    // Stable, so equal scores keep the order of their places.
    all.sort(Comparator.comparingDouble(Candidate::score).reversed());
    return all;
  }

  private static Box box(Found found) {
    List<Double> sides = found.box();
    return new Box(sides.get(0), sides.get(1), sides.get(2), sides.get(3));
  }

  /** Boxes that lie within the picture and often on one another, scores that are often equal. */
  private static float[] row(long seed) {
    Random random = new Random(seed);
    float[] row = new float[6 * PLACES];
    for (int place = 0; place < PLACES; place++) {
      row[place] = 10 + random.nextInt(44);
      row[PLACES + place] = 8 + random.nextInt(16);
      row[2 * PLACES + place] = 2 + random.nextInt(16);
      row[3 * PLACES + place] = 2 + random.nextInt(12);
      row[4 * PLACES + place] = random.nextInt(10) / 10f;
      row[5 * PLACES + place] = random.nextInt(10) / 10f;
    }
    return row;
  }
}
