package dev.soban.repository.server;

import dev.soban.repository.yaml.ScalarType;
import dev.soban.repository.yaml.YamlObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code http.cors}. */
final class CorsReader {
  private static final String ANY = "*";
  private static final Pattern ORIGIN =
      Pattern.compile("[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\\[[0-9a-f:]+])(:[0-9]{1,5})?");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final ScalarType<String> ORIGINS =
      ScalarType.text()
          .parsed("* or an origin such as https://shop.example.com", CorsReader::origin);
  private static final ScalarType<String> METHODS =
      ScalarType.text().parsed("a method such as POST", CorsReader::method);
  private static final ScalarType<String> HEADERS =
      ScalarType.text().parsed("the name of a header, or *", CorsReader::token);
  private static final ScalarType<String> EXPOSED =
      ScalarType.text().parsed("the name of a header", CorsReader::name);

  private CorsReader() {}

  /** Empty when no other origin may ask. */
  static Optional<CorsSettings> read(YamlObject cors) {
    List<String> origins = cors.oneOrMore("origins", ORIGINS);
    CorsSettings read =
        new CorsSettings(
            origins,
            listOr(cors, "methods", METHODS, CorsSettings.METHODS),
            listOr(cors, "headers", HEADERS, CorsSettings.HEADERS),
            listOr(cors, "exposed_headers", EXPOSED, CorsSettings.EXPOSED_HEADERS),
            cors.value("max_age", ScalarType.duration(Duration.ZERO), CorsSettings.MAX_AGE),
            cors.value("credentials", ScalarType.flag(), false));
    cors.done();
    if (read.credentials() && origins.contains(ANY)) {
      cors.wrong("credentials", "false where origins is *, as browsers refuse the two together");
    }
    return origins.isEmpty() ? Optional.empty() : Optional.of(read);
  }

  private static List<String> listOr(
      YamlObject cors, String key, ScalarType<String> type, List<String> otherwise) {
    List<String> read = cors.oneOrMore(key, type);
    return cors.has(key) ? read : otherwise;
  }

  private static Optional<String> origin(String text) {
    String origin = text.toLowerCase(Locale.ROOT);
    return Optional.of(origin).filter(it -> it.equals(ANY) || ORIGIN.matcher(it).matches());
  }

  private static Optional<String> method(String text) {
    return token(text).map(method -> method.toUpperCase(Locale.ROOT));
  }

  private static Optional<String> token(String text) {
    return Optional.of(text).filter(TOKEN.asMatchPredicate());
  }

  private static Optional<String> name(String text) {
    return token(text).filter(name -> !name.equals(ANY));
  }
}
