package dev.soban.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileChangesTest {
  private static final FileContents SERVED = contents("served");
  private static final FileContents BROKEN = contents("broken");
  private static final FileContents NEW = contents("new");

  private final FileChanges changes = new FileChanges(SERVED);

  @Test
  void the_same_contents_are_left_alone() {
    assertThat(changes.worthATry(contents("served"))).isFalse();
  }

  @Test
  void new_contents_are_tried_and_once_taken_left_alone() {
    assertThat(changes.worthATry(NEW)).isTrue();
    changes.taken(NEW);
    assertThat(changes.worthATry(NEW)).isFalse();
    assertThat(changes.worthATry(SERVED)).isTrue();
  }

  @Test
  void broken_contents_are_told_once_and_only_when_they_rest() {
    assertThat(changes.worthATry(BROKEN)).isTrue();
    assertThat(changes.refused(BROKEN)).isFalse();
    assertThat(changes.worthATry(BROKEN)).isTrue();
    assertThat(changes.refused(BROKEN)).isTrue();
    assertThat(changes.worthATry(BROKEN)).isFalse();
    assertThat(changes.worthATry(NEW)).isTrue();
  }

  @Test
  void what_broke_again_after_it_was_mended_is_told_again() {
    changes.refused(BROKEN);
    changes.refused(BROKEN);
    assertThat(changes.worthATry(SERVED)).isFalse();

    assertThat(changes.worthATry(BROKEN)).isTrue();
    assertThat(changes.refused(BROKEN)).isFalse();
    assertThat(changes.refused(BROKEN)).isTrue();
  }

  @Test
  void files_that_cannot_be_read_are_told_once_for_each_reason() {
    assertThat(changes.unreadable("gone")).isTrue();
    assertThat(changes.unreadable("gone")).isFalse();
    assertThat(changes.unreadable("forbidden")).isTrue();
    assertThat(changes.worthATry(SERVED)).isFalse();
    assertThat(changes.unreadable("gone")).isTrue();
  }

  private static FileContents contents(String text) {
    return new FileContents(text, text, "");
  }
}
