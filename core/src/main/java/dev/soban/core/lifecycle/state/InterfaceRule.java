package dev.soban.core.lifecycle.state;

import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.model.VersionOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a version's name promises: in {@code x.y.z-data.split}, all versions of one x and y have the
 * same inputs and outputs. Plain numbers promise nothing.
 */
final class InterfaceRule {
  private static final Pattern PROMISING = Pattern.compile("([0-9]+)\\.([0-9]+)\\.[0-9]+-.*");

  private InterfaceRule() {}

  /** Whether the version's signature is worth remembering. */
  static boolean promises(String version) {
    return PROMISING.matcher(version).matches();
  }

  /** Why a version breaks its promise; empty when it does not. */
  static Optional<String> broken(
      String version, Signature signature, Map<String, Signature> known) {
    Matcher promise = PROMISING.matcher(version);
    if (!promise.matches()) {
      return Optional.empty();
    }
    Map<String, Signature> inOrder = new TreeMap<>(VersionOrder.ASCENDING);
    inOrder.putAll(known);
    return inOrder.entrySet().stream()
        .filter(other -> sameInterface(promise, other.getKey()))
        .filter(other -> !same(other.getValue(), signature))
        .findFirst()
        .map(other -> words(promise, other.getKey(), other.getValue(), signature));
  }

  private static boolean sameInterface(Matcher promise, String other) {
    Matcher matcher = PROMISING.matcher(other);
    return matcher.matches()
        && promise.group(1).equals(matcher.group(1))
        && promise.group(2).equals(matcher.group(2));
  }

  private static boolean same(Signature left, Signature right) {
    return left.inputs().equals(right.inputs()) && left.outputs().equals(right.outputs());
  }

  private static String words(Matcher promise, String other, Signature before, Signature after) {
    boolean inputs = !before.inputs().equals(after.inputs());
    List<TensorSpec> is = inputs ? after.inputs() : after.outputs();
    List<TensorSpec> was = inputs ? before.inputs() : before.outputs();
    return (inputs ? "inputs: " : "outputs: ")
        + list(is)
        + " (expected: "
        + list(was)
        + " as in "
        + other
        + ", or a version whose second number is not "
        + promise.group(2)
        + ")";
  }

  private static String list(List<TensorSpec> specs) {
    return specs.stream().map(TensorSpec::toString).collect(Collectors.joining(", "));
  }
}
