package dev.soban.examples.digits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class StrokeTest {

  @Test
  void a_straight_stroke_is_drawn_through_its_points_only() {
    assertThat(Stroke.parse("- 0,0 10,0 10,10").line())
        .containsExactly(new Point(0, 0), new Point(10, 0), new Point(10, 10));
  }

  @Test
  void a_smooth_stroke_passes_all_its_points_with_pieces_in_between() {
    assertThat(Stroke.parse("~ 0,0 10,5 20,0").line())
        .hasSize(13)
        .contains(new Point(0, 0), new Point(10, 5), new Point(20, 0));
  }

  @Test
  void strokes_that_share_a_point_still_share_it_after_a_shake() {
    Glyph shaken = Glyph.parse(2, "~ 0,0 50,20 10,90 / - 10,90 90,90").shaken(new Random(1), 3);

    assertThat(shaken.strokes().get(0).points().getLast())
        .isEqualTo(shaken.strokes().get(1).points().getFirst())
        .isNotEqualTo(new Point(10, 90));
  }
}
