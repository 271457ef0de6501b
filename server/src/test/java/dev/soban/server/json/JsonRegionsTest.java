package dev.soban.server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.predict.PredictionException.InputTooLarge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRegionsTest {
  private static final MemorySegment TEXT =
      MemorySegment.ofArray("{\"a\":[1,2],\"b\":\"x\"}".getBytes(StandardCharsets.US_ASCII));

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  void values_are_read_as_one_array_in_pieces_of_any_size(int piece) throws IOException {
    JsonRegions regions = new JsonRegions(new HeapRoom(1 << 20).growing("rows"));
    regions.add(new JsonRegion(15, 18));
    regions.add(new JsonRegion(5, 10));
    regions.add(new JsonRegion(8, 9));
    JsonText array = regions.asArray(TEXT);

    assertThat(read(array.source().get(), piece)).isEqualTo("[\"x\",[1,2],2]");
    assertThat(array.sizeBytes()).isGreaterThanOrEqualTo("[\"x\",[1,2],2]".length());
  }

  @Test
  void many_values_are_kept_in_order_and_none_are_an_empty_array() throws IOException {
    JsonRegions regions = new JsonRegions(new HeapRoom(1 << 20).growing("rows"));
    assertThat(read(regions.asArray(TEXT).source().get(), 8)).isEqualTo("[]");
    for (int i = 0; i < 1_000; i++) {
      regions.add(new JsonRegion(6 + 2 * (i % 2), 7 + 2 * (i % 2)));
    }

    assertThat(regions.size()).isEqualTo(1_000);
    assertThat(read(regions.asArray(TEXT).source().get(), 64))
        .isEqualTo("[" + "1,2,".repeat(499) + "1,2]");
  }

  @Test
  void a_stream_that_ended_stays_so_and_asking_for_nothing_gives_nothing() throws IOException {
    JsonRegions regions = new JsonRegions(new HeapRoom(1 << 20).growing("rows"));
    regions.add(new JsonRegion(6, 7));
    InputStream one = regions.asArray(TEXT).source().get();

    assertThat(one.read(new byte[4], 0, 0)).isZero();
    assertThat(new String(one.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo("[1]");
    assertThat(one.read()).isEqualTo(-1);
    assertThat(one.read(new byte[4])).isEqualTo(-1);
  }

  @Test
  void what_many_values_take_of_the_heap_is_bounded_and_given_back() {
    HeapRoom room = new HeapRoom(1_000);
    for (int i = 0; i < 3; i++) {
      try (HeapRoom.Growing rows = room.growing("rows")) {
        fill(new JsonRegions(rows), 16);
        fill(new JsonRegions(rows), 16);
      }
    }
    try (HeapRoom.Growing rows = room.growing("rows")) {
      fill(new JsonRegions(rows), 32);
      assertThatThrownBy(() -> fill(new JsonRegions(rows), 64))
          .isInstanceOf(InputTooLarge.class)
          .hasMessageStartingWith("rows: takes more than 1000 bytes");
    }
    room.lease(1_000, "all of it").close();
  }

  private static void fill(JsonRegions regions, int count) {
    for (int i = 0; i < count; i++) {
      regions.add(new JsonRegion(6, 7));
    }
  }

  private static String read(InputStream text, int piece) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] bytes = new byte[piece];
    for (int count = text.read(bytes); count >= 0; count = text.read(bytes)) {
      all.write(bytes, 0, count);
    }
    return all.toString(StandardCharsets.US_ASCII);
  }
}
