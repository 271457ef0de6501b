package dev.soban.core.lifecycle;

/**
 * Where a version is in its life.
 *
 * <pre>
 * LOADING -> READY -> DRAINING -> UNLOADED
 *    |
 *    +-> FAILED
 * </pre>
 */
public enum VersionState {
  LOADING,
  READY,
  DRAINING,
  UNLOADED,
  FAILED
}
