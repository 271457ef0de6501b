package dev.soban.repository.triton;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.repository.yaml.ConfigException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever stands in a config.pbtxt, it is read or refused with a place, and never worse. */
class TritonTextPropertyTest {
  private static final List<String> WORDS =
      List.of(
          "name",
          "input",
          "dims",
          "reshape",
          "shape",
          "dynamic_batching",
          "priority_levels",
          "default_priority_level",
          "priority_queue_policy",
          "key",
          "value",
          "model_warmup",
          "version_policy",
          "latest",
          "num_versions",
          "specific",
          "versions",
          "instance_group",
          "count",
          "gpus",
          "parameters",
          "string_value",
          "max_batch_size",
          "unknown",
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          ";",
          "<",
          ">",
          "-1",
          "0",
          "7",
          "18446744073709551615",
          "1e9",
          "nan",
          "'m'",
          "\"",
          "TYPE_FP32",
          "KIND_GPU",
          "true",
          "#",
          "\n",
          "소",
          "\\",
          "[a.b/c]",
          "\u0000");

  /** One change to the text: what is taken away from a place, and what is put there. */
  record Damage(int at, int removed, String added) {
    String of(String text) {
      int from = at % (text.length() + 1);
      int to = Math.min(text.length(), from + removed);
      return text.substring(0, from) + added + text.substring(to);
    }
  }

  @Provide
  Arbitrary<Damage> damage() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 5_000),
            Arbitraries.integers().between(0, 12),
            Arbitraries.of(WORDS).list().ofMaxSize(4))
        .as((at, removed, added) -> new Damage(at, removed, String.join(" ", added)));
  }

  @Provide
  Arbitrary<String> soup() {
    return Arbitraries.of(WORDS).list().ofMaxSize(40).map(words -> String.join(" ", words));
  }

  @Property(tries = 3_000)
  void damaged_text_is_read_or_refused(@ForAll("damages") List<Damage> damages) {
    String text = Triton.EVERY_FIELD;
    for (Damage damage : damages) {
      text = damage.of(text);
    }
    readOrRefused(text);
  }

  @Provide
  Arbitrary<List<Damage>> damages() {
    return damage().list().ofMinSize(1).ofMaxSize(4);
  }

  @Property(tries = 3_000)
  void words_in_any_order_are_read_or_refused(@ForAll("soup") String text) {
    readOrRefused(text);
  }

  @Property
  void any_text_is_read_or_refused(@ForAll String text) {
    readOrRefused(text);
  }

  private static void readOrRefused(String text) {
    try {
      assertThat(Triton.read(text)).isNotNull();
    } catch (ConfigException e) {
      assertThat(e.problems())
          .isNotEmpty()
          .allSatisfy(problem -> assertThat(problem.place().source()).isEqualTo("m/config.pbtxt"));
    }
  }
}
