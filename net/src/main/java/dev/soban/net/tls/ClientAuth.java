package dev.soban.net.tls;

/** Whether clients show a certificate. */
public enum ClientAuth {
  /** They are not asked for one. */
  NONE,
  /** They may show one; one that is shown must be trusted. */
  OPTIONAL,
  /** They must show a trusted one. */
  REQUIRE
}
