package dev.soban.net.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives the newest identity to each handshake. A handshake asks in three steps, for a name and then
 * for what belongs to it, so a name says which identity it meant and the last few are kept.
 * Thread-safe.
 */
final class FollowingKeyManager extends X509ExtendedKeyManager {
  private static final int KEPT = 4;

  /** An identity by the name that handshakes know it by. */
  private record Named(String alias, Identity identity) {}

  private final Deque<Named> newestFirst = new ArrayDeque<>();
  private int count;

  FollowingKeyManager(Identity first) {
    follow(first);
  }

  synchronized void follow(Identity next) {
    newestFirst.addFirst(new Named("identity-" + count++, next));
    if (newestFirst.size() > KEPT) {
      newestFirst.removeLast();
    }
  }

  private synchronized @Nullable String newest(String keyType) {
    Named newest = newestFirst.getFirst();
    return keyType.equals(newest.identity().keyType()) ? newest.alias() : null;
  }

  private synchronized @Nullable Identity named(@Nullable String alias) {
    for (Named named : newestFirst) {
      if (named.alias().equals(alias)) {
        return named.identity();
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return newest(keyType);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return newest(keyType);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = newest(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
    Identity identity = named(alias);
    return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
    Identity identity = named(alias);
    return identity == null ? null : identity.key();
  }

  /** Null: this is no client. */
  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  /** Null: this is no client. */
  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
