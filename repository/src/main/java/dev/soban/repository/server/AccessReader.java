package dev.soban.repository.server;

import dev.soban.repository.server.AccessSettings.Anonymous;
import dev.soban.repository.server.AccessSettings.Scope;
import dev.soban.repository.yaml.ScalarType;
import dev.soban.repository.yaml.YamlObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads who may ask. What stands where a key's hash should is never told, as it may be the key
 * itself.
 */
final class AccessReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
  private static final String NAME_FORM =
      "1 to 64 letters, digits, '.', '_', '-' and '@', not anonymous";
  private static final ScalarType<String> PRINCIPAL =
      ScalarType.text().parsed(NAME_FORM, AccessReader::principal);
  private static final ScalarType<Integer> PRIORITY = ScalarType.wholeNumber(1, Integer.MAX_VALUE);
  private static final ScalarType<Double> WEIGHT =
      ScalarType.number().parsed("a number from 0.01 to 100", AccessReader::weight);

  private final YamlObject yaml;
  private final List<AccessSettings.Key> keys = new ArrayList<>();
  private final Map<String, Double> weights = new LinkedHashMap<>();
  private final Set<String> hashes = new HashSet<>();

  AccessReader(YamlObject yaml) {
    this.yaml = yaml;
  }

  AccessSettings read() {
    YamlObject access = yaml.object("access");
    YamlObject tenants = yaml.object("tenants");
    readWeights(tenants);
    readKeys();
    AccessSettings otherwise = AccessSettings.DEFAULT;
    AccessSettings read =
        new AccessSettings(
            access.value("anonymous", ScalarType.oneOf(Anonymous.class), otherwise.anonymous()),
            access.value("max_priority", PRIORITY, otherwise.maxPriority()),
            keys,
            weights,
            tenants.value("trust_header", ScalarType.flag(), otherwise.trustTenantHeader()),
            yaml.object("http")
                .value("repository_control", ScalarType.flag(), otherwise.repositoryControl()));
    if (read.anonymous() == Anonymous.NEVER && keys.isEmpty()) {
      access.wrong("anonymous", "keys beside it, as otherwise nobody may ask");
    }
    access.done();
    tenants.done();
    return read;
  }

  private static Optional<String> principal(String text) {
    return Optional.of(text).filter(NAME.asMatchPredicate()).filter(it -> !it.equals("anonymous"));
  }

  private static Optional<Double> weight(double weight) {
    return weight >= 0.01 && weight <= 100 ? Optional.of(weight) : Optional.empty();
  }

  private void readWeights(YamlObject tenants) {
    YamlObject section = tenants.object("weights");
    for (String name : section.keys()) {
      if (NAME.matcher(name).matches()) {
        section.value(name, WEIGHT).ifPresent(weight -> weights.put(name, weight));
      } else {
        section.wrongKey(name, "1 to 64 letters, digits, '.', '_', '-' and '@'");
      }
    }
  }

  private void readKeys() {
    for (YamlObject key : yaml.secretObjects("keys")) {
      readKey(key);
      key.done();
    }
  }

  private void readKey(YamlObject key) {
    Optional<String> principal = key.required("principal", PRINCIPAL);
    Optional<String> sha256 = sha256(key);
    Set<Scope> scopes = Set.copyOf(key.oneOrMore("scopes", ScalarType.oneOf(Scope.class)));
    if (scopes.isEmpty()) {
      missing(key, "scopes", "a list of infer, jobs and admin");
    }
    int maxPriority = key.value("max_priority", PRIORITY, 1);
    Optional<Double> weight = key.value("weight", WEIGHT);
    if (principal.isPresent()) {
      weight.ifPresent(value -> weigh(key, principal.get(), value));
      sha256.ifPresent(
          hash -> keys.add(new AccessSettings.Key(principal.get(), hash, scopes, maxPriority)));
    }
  }

  /** A principal has one weight, however many keys it has. */
  private void weigh(YamlObject key, String principal, double weight) {
    Double before = weights.putIfAbsent(principal, weight);
    if (before != null && before != weight) {
      key.wrong("weight", before + ", as " + principal + " has it elsewhere");
    }
  }

  private Optional<String> sha256(YamlObject key) {
    String form = "64 hexadecimal digits, as 'soban keys new' prints them";
    Optional<String> text = key.value("sha256", ScalarType.text());
    if (text.isEmpty()) {
      missing(key, "sha256", form);
      return text;
    }
    if (!SHA256.matcher(text.get()).matches()) {
      key.problems().add(key.place("sha256"), "sha256: not shown (expected: " + form + ")");
      return Optional.empty();
    }
    String hash = text.get().toLowerCase(Locale.ROOT);
    if (!hashes.add(hash)) {
      key.wrong("sha256", "a key of its own for each entry");
      return Optional.empty();
    }
    return Optional.of(hash);
  }

  private static void missing(YamlObject key, String name, String form) {
    if (!key.has(name)) {
      key.problems().add(key.place(), name + ": missing (expected: " + form + ")");
    }
  }
}
