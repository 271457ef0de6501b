package dev.soban.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SizeClassesTest {
  @Property
  void every_size_fits_its_class_and_not_the_one_below(
      @ForAll @LongRange(min = 0, max = 1L << 46) long sizeBytes) {
    int sizeClass = SizeClasses.of(sizeBytes);

    assertThat(sizeClass).isBetween(0, SizeClasses.COUNT - 1);
    assertThat(SizeClasses.sizeBytes(sizeClass)).isGreaterThanOrEqualTo(sizeBytes);
    if (sizeClass > 0) {
      assertThat(SizeClasses.sizeBytes(sizeClass - 1)).isLessThan(sizeBytes);
    }
  }

  @Property
  void at_most_a_fifth_of_a_slab_is_waste(
      @ForAll @LongRange(min = 65, max = 1L << 46) long sizeBytes) {
    long slabBytes = SizeClasses.sizeBytes(SizeClasses.of(sizeBytes));

    assertThat(slabBytes - sizeBytes).isLessThanOrEqualTo(slabBytes / 5);
  }

  @Test
  void classes_grow_and_each_holds_its_own_size_exactly() {
    for (int i = 0; i < SizeClasses.COUNT; i++) {
      assertThat(SizeClasses.of(SizeClasses.sizeBytes(i))).isEqualTo(i);
      if (i > 0) {
        assertThat(SizeClasses.sizeBytes(i)).isGreaterThan(SizeClasses.sizeBytes(i - 1));
      }
    }
    assertThat(SizeClasses.sizeBytes(SizeClasses.COUNT - 1)).isEqualTo(1L << 46);
  }
}
