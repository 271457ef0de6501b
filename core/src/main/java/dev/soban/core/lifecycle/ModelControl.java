package dev.soban.core.lifecycle;

import java.util.List;

/**
 * Changes what is served while it is served. Every method blocks until the change is done, so none
 * may be called on an event loop; changes of one model happen one after another, those of other
 * models beside them. What cannot be done throws a {@link
 * dev.soban.core.predict.PredictionException} that says why, and leaves everything as it was.
 */
public interface ModelControl {
  /**
   * Loads a version of the repository, warms it up and checks it, all beside what serves; a version
   * that is ready already is loaded anew and switched.
   *
   * @param actor who asks, for the audit log; here and below
   * @return the version, which is ready
   */
  VersionStatus load(String model, String version, String actor);

  /** Gives a version no new requests, answers those it has, and frees it. */
  void unload(String model, String version, String actor);

  /**
   * Lets an alias name another version, from one request to the next.
   *
   * @return what the alias named before; empty when it is new
   */
  String alias(String model, String alias, String version, String actor);

  /**
   * Lets an alias name again what it named before.
   *
   * @return what it names now
   */
  String rollback(String model, String alias, String actor);

  /** A pinned version is never unloaded for want of memory. */
  void pin(String model, String version, boolean pinned, String actor);

  /**
   * Looks through the repository again and follows what changed in it. What is wrong there changes
   * nothing of what serves.
   *
   * @return what changed and what is wrong, as a line each
   */
  List<String> reload(String actor);
}
