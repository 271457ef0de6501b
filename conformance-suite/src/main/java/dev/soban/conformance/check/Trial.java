package dev.soban.conformance.check;

import dev.soban.conformance.subject.Target;

/**
 * Tries one requirement. Returns when the server meets it; else throws {@link
 * dev.soban.conformance.verdict.Unmet}, or {@link dev.soban.conformance.verdict.Inapplicable} when
 * nothing can be said.
 */
@FunctionalInterface
public interface Trial {
  void on(Target target);
}
