package dev.soban.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TensorTest {
  @RegisterExtension final HeldSlabs memory = new HeldSlabs();

  @Test
  void the_last_of_several_holders_gives_the_memory_back() {
    Tensor tensor = TestTensors.longs(memory.pool(), Shape.of(2), 1, 2);
    Tensor shared = tensor.share();

    tensor.close();
    tensor.close();
    assertThat(memory.pool().heldSlabs()).isEqualTo(1);
    assertThat(TestTensors.longs(shared)).containsExactly(1, 2);

    shared.close();
    assertThat(memory.pool().heldSlabs()).isZero();
  }

  @Test
  void sharing_after_the_last_close_is_a_defect_that_harms_no_other_tensor() {
    Tensor tensor = TestTensors.longs(memory.pool(), Shape.of(1), 1);
    tensor.close();

    assertThatThrownBy(tensor::share).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tensor.rows(0, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tensor.reshaped(Shape.of())).isInstanceOf(IllegalStateException.class);

    Tensor other = TestTensors.longs(memory.pool(), Shape.of(1), 2);
    other.share().close();
    other.close();
  }

  @Test
  void rows_are_a_view_with_its_own_hold() {
    Tensor tensor = TestTensors.floats(memory.pool(), Shape.of(3, 2), 1, 2, 3, 4, 5, 6);
    Tensor rows = tensor.rows(1, 2);
    tensor.close();

    assertThat(rows.shape()).isEqualTo(Shape.of(2, 2));
    assertThat(TestTensors.floats(rows)).containsExactly(3, 4, 5, 6);
    rows.close();
  }

  @Test
  void rows_of_byte_strings_are_found_by_their_lengths() {
    try (Tensor tensor =
            TestTensors.strings(memory.pool(), Shape.of(3, 2), "a", "", "bc", "d", "efg", "h");
        Tensor last = tensor.rows(2, 1);
        Tensor none = tensor.rows(3, 0);
        Tensor middle = tensor.rows(1, 2);
        Tensor again = middle.rows(1, 1)) {
      assertThat(TestTensors.strings(last)).containsExactly("efg", "h");
      assertThat(none.sizeBytes()).isZero();
      assertThat(TestTensors.strings(again)).containsExactly("efg", "h");
      assertThat(last).hasToString("BYTES[1,2]");
    }
  }

  @Test
  void rows_outside_are_refused() {
    try (Tensor tensor = TestTensors.longs(memory.pool(), Shape.of(2), 1, 2)) {
      assertThatThrownBy(() -> tensor.rows(1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> tensor.rows(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> tensor.rows(1, Long.MAX_VALUE))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageStartingWith("rows 1");
    }
  }

  @Test
  void another_shape_of_as_many_elements_reads_the_same_memory() {
    try (Tensor tensor = TestTensors.longs(memory.pool(), Shape.of(4), 1, 2, 3, 4);
        Tensor square = tensor.reshaped(Shape.of(2, 2))) {
      assertThat(square.shape()).isEqualTo(Shape.of(2, 2));
      assertThat(TestTensors.longs(square)).containsExactly(1, 2, 3, 4);
      assertThatThrownBy(() -> tensor.reshaped(Shape.of(3)))
          .hasMessage("shape: [3] (expected: as many elements as [4])");
    }
  }

  @Test
  void byte_strings_need_their_size() {
    Slab slab = memory.pool().allocate(10);
    assertThatThrownBy(() -> Tensor.of(DataType.BYTES, Shape.of(1), slab))
        .hasMessage("dataType: BYTES (expected: with its size in bytes)");
    slab.release();
  }

  @Test
  void elements_from_outside_are_counted_and_cut_off_ones_named() {
    try (Tensor tensor = TestTensors.strings(memory.pool(), "ab", "", "c")) {
      assertThat(BytesElements.count(tensor.data())).isEqualTo(3);
      assertThatThrownBy(() -> BytesElements.count(tensor.data().asSlice(0, 8)))
          .hasMessage("element 1: cut off in its length");
      assertThatThrownBy(() -> BytesElements.count(tensor.data().asSlice(0, 5)))
          .hasMessage("element 0: 2 bytes (expected: no more than are left)");
      assertThat(BytesElements.count(tensor.data().asSlice(0, 0))).isZero();
    }
  }

  @Test
  void a_length_beyond_two_gigabytes_is_read_unsigned() {
    try (Tensor tensor = TestTensors.longs(memory.pool(), Shape.of(1), 0xFFFF_FFFFL)) {
      assertThat(BytesElements.length(tensor.data(), 0)).isEqualTo(0xFFFF_FFFFL);
      assertThatThrownBy(() -> BytesElements.count(tensor.data()))
          .hasMessageStartingWith("element 0: 4294967295 bytes");
    }
  }

  @Test
  void a_one_dimensional_tensor_of_byte_strings_has_a_dimension_per_string() {
    try (Tensor tensor =
        BytesElements.tensorOf(memory.pool(), List.of(new byte[] {1}, new byte[0]))) {
      assertThat(tensor.shape()).isEqualTo(Shape.of(2));
      assertThat(tensor.sizeBytes()).isEqualTo(9);
    }
  }

  @Test
  void data_types_are_named_as_in_the_protocol() {
    assertThat(DataType.named("FP32")).contains(DataType.FP32);
    assertThat(DataType.named("fp32")).isEmpty();
    assertThat(DataType.BYTES.fixedSize()).isFalse();
    assertThat(DataType.INT64.sizeBytes()).isEqualTo(8);
    assertThat(DataType.BF16.sizeBytes()).isEqualTo(2);
  }
}
