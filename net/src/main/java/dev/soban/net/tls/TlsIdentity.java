package dev.soban.net.tls;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Who a server is, and which clients it trusts, as its files say. The managers always speak of the
 * files as they were last read well: handshakes that begin after {@link #follow} found a change use
 * the new identity, and connections that are open live on. Thread-safe.
 *
 * <p>Any TLS provider can be built on the two managers and the mode, once; it need not be told of
 * changes.
 */
public final class TlsIdentity {
  private static final System.Logger LOG = System.getLogger(TlsIdentity.class.getName());
  private static final Duration SOON = Duration.ofDays(14);

  private final TlsFiles files;
  private final InstantSource time;
  private final FollowingKeyManager keys;
  private final Optional<FollowingTrustManager> clients;
  private final FileChanges changes;
  private volatile Identity identity;

  private TlsIdentity(TlsFiles files, InstantSource time, FileContents contents)
      throws TlsFileException {
    this.files = files;
    this.time = time;
    identity = Identity.read(files, contents);
    keys = new FollowingKeyManager(identity);
    clients = Optional.ofNullable(identity.clients()).map(FollowingTrustManager::new);
    changes = new FileChanges(contents);
    logExpiry("serves");
  }

  /**
   * Reads the files. Blocking.
   *
   * @throws TlsFileException when they are no usable identity
   */
  public static TlsIdentity load(TlsFiles files, InstantSource time) throws TlsFileException {
    return new TlsIdentity(files, time, FileContents.read(files));
  }

  /** Gives the certificate chain and its key; for servers only. */
  public X509ExtendedKeyManager keyManager() {
    return keys;
  }

  /** Judges clients; empty when they are not asked for a certificate. */
  public Optional<X509ExtendedTrustManager> trustManager() {
    return clients.map(X509ExtendedTrustManager.class::cast);
  }

  public ClientAuth clientAuth() {
    return files.clientAuth();
  }

  /** When the certificate that is served now ends. */
  public Instant expiresAt() {
    return identity.expiresAt();
  }

  /**
   * Looks whether the files changed, and if so takes over what they say. What cannot be used is
   * logged, once, and changes nothing. To be called now and then on one thread; blocking.
   */
  public void follow() {
    FileContents now;
    try {
      now = FileContents.read(files);
    } catch (TlsFileException e) {
      if (changes.unreadable(String.valueOf(e.getMessage()))) {
        warn(e);
      }
      return;
    }
    if (changes.worthATry(now)) {
      take(now);
    }
  }

  private void take(FileContents now) {
    try {
      Identity read = Identity.read(files, now);
      changes.taken(now);
      identity = read;
      keys.follow(read);
      clients.ifPresent(manager -> manager.follow(read));
      logExpiry("now serves");
    } catch (TlsFileException e) {
      // A pair may be caught half written, so it is only wrong when it stays so.
      if (changes.refused(now)) {
        warn(e);
      }
    }
  }

  private static void warn(TlsFileException problem) {
    LOG.log(
        Level.WARNING,
        "the changed TLS files are not used, the old ones go on serving: " + problem.getMessage());
  }

  private void logExpiry(String serves) {
    Identity now = identity;
    boolean late = time.instant().plus(SOON).isAfter(now.expiresAt());
    LOG.log(
        late ? Level.WARNING : Level.INFO,
        "{0} {1} the certificate of {2}, which ends on {3}",
        "TLS",
        serves,
        now.subject(),
        now.expiresAt().toString());
  }
}
