package dev.soban.repository.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a single value is read.
 *
 * @param expected what a message says was wanted
 * @param reading empty when the value is none of these
 */
public record ScalarType<T>(String expected, Function<ConfigNode.Scalar, Optional<T>> reading) {
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");

  /** Text that YAML does not take for a number, a flag or nothing; not empty. */
  public static ScalarType<String> string() {
    return new ScalarType<>("text", ScalarType::stringOf);
  }

  /** Any value but nothing, as written: names and versions that look like numbers stay text. */
  public static ScalarType<String> text() {
    return new ScalarType<>(
        "text",
        scalar ->
            scalar.kind() == ScalarKind.NOTHING
                ? Optional.empty()
                : Optional.of(scalar.text()).filter(text -> !text.isBlank()));
  }

  public static ScalarType<Integer> wholeNumber(int min, int max) {
    return wholeNumber((long) min, max).map(Long::intValue);
  }

  public static ScalarType<Long> wholeNumber(long min, long max) {
    return new ScalarType<>(
        "a whole number " + bounds(min, max),
        scalar ->
            plain(scalar, ScalarKind.NUMBER, WHOLE)
                .map(BigInteger::new)
                .filter(number -> number.bitLength() < 64)
                .map(BigInteger::longValue)
                .filter(number -> number >= min && number <= max));
  }

  /** A whole number, or {@code auto}, which reads as 0. */
  public static ScalarType<Integer> autoOr(int min, int max) {
    ScalarType<Integer> number = wholeNumber(min, max);
    return new ScalarType<>(
        "auto or " + number.expected(),
        scalar -> scalar.text().equals("auto") ? Optional.of(0) : number.read(scalar));
  }

  public static ScalarType<Double> number() {
    return new ScalarType<>("a number", ScalarType::numberOf);
  }

  /** A number, or a quotient as {@code 1/255}. */
  public static ScalarType<Double> quotient() {
    return new ScalarType<>("a number or a quotient such as 1/255", ScalarType::quotientOf);
  }

  public static ScalarType<Boolean> flag() {
    return new ScalarType<>(
        "true or false",
        scalar ->
            plain(scalar, ScalarKind.FLAG, Pattern.compile("(?i:true|false)"))
                .map(Boolean::parseBoolean));
  }

  public static ScalarType<Duration> duration(Duration min) {
    String bound = min.isZero() ? "" : ", at least " + DurationText.format(min);
    return new ScalarType<>(
        "a duration such as 5ms, 2s or 1m" + bound,
        scalar ->
            stringOf(scalar)
                .flatMap(DurationText::parse)
                .filter(duration -> duration.compareTo(min) >= 0));
  }

  /** Bytes. */
  public static ScalarType<Long> size(long min, long max) {
    return new ScalarType<>(
        "a size such as 64MiB, " + bounds(min, max) + " bytes",
        scalar ->
            text()
                .read(scalar)
                .flatMap(SizeText::parse)
                .filter(size -> size >= min && size <= max));
  }

  /** A constant by its name in small letters. */
  public static <E extends Enum<E>> ScalarType<E> oneOf(Class<E> type) {
    EnumSet<E> constants = EnumSet.allOf(type);
    String names =
        constants.stream().map(ScalarType::nameOf).collect(Collectors.joining(", ", "one of ", ""));
    return new ScalarType<>(
        names,
        scalar ->
            constants.stream()
                .filter(constant -> nameOf(constant).equals(scalar.text()))
                .filter(constant -> scalar.kind() != ScalarKind.TEXT || !flagWord(scalar.text()))
                .findFirst());
  }

  /** This value read further; empty when it is none of those expected. */
  public <U> ScalarType<U> parsed(String expected, Function<T, Optional<U>> further) {
    return new ScalarType<>(expected, scalar -> read(scalar).flatMap(further));
  }

  Optional<T> read(ConfigNode.Scalar scalar) {
    return reading.apply(scalar);
  }

  private <U> ScalarType<U> map(Function<T, U> mapping) {
    return new ScalarType<>(expected, scalar -> read(scalar).map(mapping));
  }

  private static Optional<String> stringOf(ConfigNode.Scalar scalar) {
    boolean isText = scalar.kind() == ScalarKind.TEXT || scalar.kind() == ScalarKind.ANY;
    return isText && !scalar.text().isBlank() ? Optional.of(scalar.text()) : Optional.empty();
  }

  private static Optional<Double> numberOf(ConfigNode.Scalar scalar) {
    return plain(scalar, ScalarKind.NUMBER, DECIMAL)
        .map(text -> new BigDecimal(text).doubleValue())
        .filter(Double::isFinite);
  }

  private static Optional<Double> quotientOf(ConfigNode.Scalar scalar) {
    String[] parts = scalar.text().split("/", 2);
    if (parts.length == 1) {
      return numberOf(scalar);
    }
    if (!Arrays.stream(parts).allMatch(part -> DECIMAL.matcher(part).matches())) {
      return Optional.empty();
    }
    double quotient = Double.parseDouble(parts[0]) / Double.parseDouble(parts[1]);
    return Double.isFinite(quotient) ? Optional.of(quotient) : Optional.empty();
  }

  private static Optional<String> plain(ConfigNode.Scalar scalar, ScalarKind kind, Pattern form) {
    boolean readable = scalar.kind() == kind || scalar.kind() == ScalarKind.ANY;
    return readable && form.matcher(scalar.text()).matches()
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  private static boolean flagWord(String text) {
    return text.equals("true") || text.equals("false");
  }

  private static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String bounds(long min, long max) {
    return max == Integer.MAX_VALUE || max == Long.MAX_VALUE ? ">= " + min : min + " to " + max;
  }
}
