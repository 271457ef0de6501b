package dev.soban.server.access;

import java.util.Locale;

/**
 * A request that may not do what it asks. Carries no stack trace, as floods of them come. The text
 * never holds what was presented.
 */
public final class AccessRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final String REALM = "Bearer realm=\"soban\"";

  private final Kind kind;
  private final String challenge;

  /** What is missing. */
  public enum Kind {
    /** A key that is known. */
    UNAUTHENTICATED,
    /** The right to do this. */
    FORBIDDEN;

    /** As metrics and logs write it. */
    public String reason() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private AccessRefused(Kind kind, String message, String challenge) {
    super(message, null, false, false);
    this.kind = kind;
    this.challenge = challenge;
  }

  static AccessRefused keyMissing() {
    return new AccessRefused(
        Kind.UNAUTHENTICATED,
        "no key (expected: Authorization: Bearer KEY, or X-API-Key: KEY)",
        REALM);
  }

  static AccessRefused schemeUnknown() {
    return new AccessRefused(
        Kind.UNAUTHENTICATED,
        "Authorization: another scheme (expected: Bearer KEY; or X-API-Key: KEY)",
        REALM);
  }

  static AccessRefused keyUnknown() {
    return new AccessRefused(
        Kind.UNAUTHENTICATED,
        "the key is not known (expected: one whose SHA-256 is among the server's keys)",
        REALM + ", error=\"invalid_token\"");
  }

  static AccessRefused scopeMissing(String principal, Scope needed) {
    return new AccessRefused(
        Kind.FORBIDDEN,
        "the key of " + principal + " does not allow this (expected: scope " + needed + ")",
        REALM + ", error=\"insufficient_scope\", scope=\"" + needed + "\"");
  }

  static AccessRefused foreignPage() {
    return new AccessRefused(
        Kind.FORBIDDEN,
        "Origin: a page of another site (expected: none, or a page of this machine; or a key)",
        REALM);
  }

  public Kind kind() {
    return kind;
  }

  /** For the header WWW-Authenticate. */
  public String challenge() {
    return challenge;
  }
}
