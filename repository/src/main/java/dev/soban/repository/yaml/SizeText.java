package dev.soban.repository.yaml;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes as people write them: {@code 64MiB}, {@code 10KB}, {@code 512}. */
public final class SizeText {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,18})(|B|KB|MB|GB|TB|KiB|MiB|GiB|TiB)");
  private static final Map<String, Long> BYTES =
      Map.of(
          "KB",
          1_000L,
          "MB",
          1_000_000L,
          "GB",
          1_000_000_000L,
          "TB",
          1_000_000_000_000L,
          "KiB",
          1L << 10,
          "MiB",
          1L << 20,
          "GiB",
          1L << 30,
          "TiB",
          1L << 40);

  private SizeText() {}

  /** Empty when it is none, or more than a long holds. */
  public static Optional<Long> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BigInteger bytes =
        new BigInteger(matcher.group(1))
            .multiply(BigInteger.valueOf(BYTES.getOrDefault(matcher.group(2), 1L)));
    return bytes.bitLength() < 64 ? Optional.of(bytes.longValue()) : Optional.empty();
  }
}
