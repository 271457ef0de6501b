package dev.soban.server.access;

import java.util.Locale;

/** What a key allows. */
public enum Scope {
  /** To ask models, and what they are. */
  INFER,
  /** To leave work and fetch it later. */
  JOBS,
  /** To change what is served. */
  ADMIN;

  /** As settings and messages write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
