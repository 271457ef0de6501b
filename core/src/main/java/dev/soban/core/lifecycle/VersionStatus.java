package dev.soban.core.lifecycle;

import java.util.Optional;

/**
 * One version and its state.
 *
 * @param name of the model
 * @param version as its folder says; may be no valid version when the version failed for that
 * @param reason why it is in this state; empty when that needs no words
 * @param served present while ready or draining
 */
public record VersionStatus(
    String name, String version, VersionState state, String reason, Optional<Served> served) {}
