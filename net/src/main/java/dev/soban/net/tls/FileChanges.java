package dev.soban.net.tls;

import org.jspecify.annotations.Nullable;

/**
 * Decides which contents are worth a try and which failures are worth a word: each once, and a
 * failure only when the files rest. Holds no time and reads nothing; one thread.
 */
final class FileChanges {
  private FileContents served;
  private @Nullable FileContents suspected;
  private @Nullable Object complainedOf;

  FileChanges(FileContents served) {
    this.served = served;
  }

  /** Whether these differ from what is served and from what was complained of. */
  boolean worthATry(FileContents now) {
    if (now.equals(served)) {
      suspected = null;
      complainedOf = null;
      return false;
    }
    return !now.equals(complainedOf);
  }

  /** These are served from now on. */
  void taken(FileContents now) {
    served = now;
    suspected = null;
    complainedOf = null;
  }

  /** These cannot be used; tells whether that is to be said. */
  boolean refused(FileContents now) {
    if (!now.equals(suspected)) {
      suspected = now;
      return false;
    }
    complainedOf = now;
    return true;
  }

  /** The files cannot be read; tells whether that is to be said. */
  boolean unreadable(String reason) {
    boolean first = !reason.equals(complainedOf);
    complainedOf = reason;
    return first;
  }
}
