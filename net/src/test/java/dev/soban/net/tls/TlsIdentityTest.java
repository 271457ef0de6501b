package dev.soban.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.net.tls.TestCertificate.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsIdentityTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void every_kind_of_key_is_read(Kind kind) throws IOException {
    TlsIdentity identity = load(TestCertificate.of("a", kind).write(folder));

    String type = identity.keyManager().getPrivateKey(alias(identity)).getAlgorithm();
    assertThat(type).isEqualTo(kind == Kind.ED25519 ? "EdDSA" : kind.name());
    assertThat(identity.trustManager()).isEmpty();
    assertThat(identity.clientAuth()).isEqualTo(ClientAuth.NONE);
  }

  @Test
  void a_chain_is_given_in_its_order() throws IOException {
    TestCertificate issuer = TestCertificate.of("issuer");
    TestCertificate own = issuer.issue("own");
    TlsFiles files = own.write(folder);
    Files.writeString(
        files.certificate(), "some words\n" + own.certificatePem() + issuer.certificatePem());

    assertThat(chain(load(files)))
        .extracting(certificate -> certificate.getSubjectX500Principal().getName())
        .containsExactly("CN=own", "CN=issuer");
  }

  @Test
  void the_end_is_that_of_the_certificate_that_ends_first() throws IOException {
    Instant end = Instant.parse("2031-05-06T07:08:09Z");

    TlsIdentity identity = load(TestCertificate.of("a", Kind.EC, end).write(folder));

    assertThat(identity.expiresAt()).isEqualTo(end);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RSA PRIVATE KEY | the key is in the form RSA PRIVATE KEY",
        "EC PRIVATE KEY | the key is in the form EC PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY | the key is encrypted",
      })
  void other_forms_of_keys_name_the_command_that_converts_them(String label, String problem)
      throws IOException {
    TlsFiles files = TestCertificate.of("a").write(folder);
    Files.writeString(files.key(), TestCertificate.pem(label, new byte[] {1, 2, 3}));

    assertThatThrownBy(() -> load(files))
        .isInstanceOf(TlsFileException.class)
        .hasMessage(
            files.key()
                + ": "
                + problem
                + ", which is not read (expected: PKCS#8 without a passphrase, as"
                + " 'openssl pkey -in "
                + files.key()
                + " -out pkcs8.key' makes it)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no PEM", "-----BEGIN PRIVATE KEY-----\nAAAA\n"})
  void a_key_file_without_a_key_is_refused(String text) throws IOException {
    TlsFiles files = TestCertificate.of("a").write(folder);
    Files.writeString(files.key(), text);

    assertThatThrownBy(() -> load(files)).hasMessageContaining("no private key in it");
  }

  @Test
  void what_is_refused_quotes_no_secret() throws IOException {
    TlsFiles files = TestCertificate.of("a").write(folder);
    Files.writeString(
        files.key(), "-----BEGIN PRIVATE KEY-----\nc2VjcmV0*\n-----END PRIVATE KEY-----");

    assertThatThrownBy(() -> load(files))
        .hasMessageContaining("no readable EC key")
        .hasMessageNotContaining("c2V")
        .hasNoCause();
  }

  @ParameterizedTest
  @EnumSource
  void a_key_of_another_certificate_is_refused(Kind kind) throws IOException {
    TlsFiles files = TestCertificate.of("a", kind).write(folder);
    Files.writeString(files.key(), TestCertificate.of("b", kind).keyPem());

    assertThatThrownBy(() -> load(files))
        .hasMessageContaining("not the key of the certificate of CN=a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cert.pem", "key.pem"})
  void a_file_that_is_not_there_is_named(String name) throws IOException {
    TlsFiles files = TestCertificate.of("a").write(folder);
    Files.delete(folder.resolve(name));

    assertThatThrownBy(() -> load(files))
        .hasMessage(folder.resolve(name) + ": not there (expected: a PEM file)");
  }

  @Test
  void a_broken_certificate_is_named_by_its_number() throws IOException {
    TestCertificate own = TestCertificate.of("a");
    TlsFiles files = own.write(folder);
    Files.writeString(
        files.certificate(),
        own.certificatePem() + TestCertificate.pem("CERTIFICATE", new byte[] {1, 2}));

    assertThatThrownBy(() -> load(files)).hasMessageContaining("certificate 2 is broken");
  }

  @Test
  void clients_are_asked_exactly_when_there_is_an_issuer() throws IOException {
    TlsFiles files = TestCertificate.of("a").write(folder);
    Path issuers =
        Files.writeString(folder.resolve("ca.pem"), TestCertificate.of("ca").certificatePem());

    TlsIdentity identity = load(files.requiring(issuers));

    assertThat(identity.clientAuth()).isEqualTo(ClientAuth.REQUIRE);
    assertThat(identity.trustManager().orElseThrow().getAcceptedIssuers()).hasSize(1);
    assertThatThrownBy(
            () -> new TlsFiles(files.certificate(), files.key(), null, ClientAuth.REQUIRE))
        .hasMessage("clientAuth: REQUIRE (expected: with a clientCa)");
    assertThatThrownBy(
            () -> new TlsFiles(files.certificate(), files.key(), issuers, ClientAuth.NONE))
        .hasMessage("clientAuth: NONE (expected: without a clientCa)");
  }

  @Test
  void changed_files_are_followed() throws IOException {
    TlsFiles files = TestCertificate.of("a").write(folder);
    TlsIdentity identity = load(files);

    TestCertificate.of("b", Kind.RSA).write(folder);
    assertThat(subject(identity)).isEqualTo("CN=a");
    identity.follow();

    assertThat(subject(identity)).isEqualTo("CN=b");
  }

  @Test
  void a_link_that_is_swapped_is_followed() throws IOException {
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second"));
    TestCertificate.of("a").write(first);
    TestCertificate.of("b").write(second);
    Path link = Files.createSymbolicLink(folder.resolve("data"), first);
    TlsIdentity identity = load(TlsFiles.of(link.resolve("cert.pem"), link.resolve("key.pem")));

    Files.delete(link);
    Files.createSymbolicLink(link, second);
    identity.follow();

    assertThat(subject(identity)).isEqualTo("CN=b");
  }

  @Test
  void a_handshake_that_began_before_the_change_gets_one_identity() throws IOException {
    TlsFiles files = TestCertificate.of("a").write(folder);
    TlsIdentity identity = load(files);
    String begun = alias(identity);

    TestCertificate.of("b").write(folder);
    identity.follow();

    assertThat(identity.keyManager().getCertificateChain(begun)[0].getSubjectX500Principal())
        .hasToString("CN=a");
    assertThat(alias(identity)).isNotEqualTo(begun);
  }

  @Test
  void broken_files_change_nothing_until_they_are_mended() throws IOException {
    TlsFiles files = TestCertificate.of("a").write(folder);
    TlsIdentity identity = load(files);
    TestCertificate next = TestCertificate.of("b");

    Files.writeString(files.certificate(), next.certificatePem());
    identity.follow();
    identity.follow();
    assertThat(subject(identity)).isEqualTo("CN=a");
    Files.delete(files.key());
    identity.follow();
    assertThat(subject(identity)).isEqualTo("CN=a");
    Files.writeString(files.key(), next.keyPem());
    identity.follow();

    assertThat(subject(identity)).isEqualTo("CN=b");
  }

  @Test
  void clients_of_an_issuer_are_trusted_and_others_are_not() throws Exception {
    TestCertificate issuer = TestCertificate.of("ca");
    TlsFiles files = TestCertificate.of("a").write(folder);
    Path issuers = Files.writeString(folder.resolve("ca.pem"), issuer.certificatePem());
    var trust = load(files.requiring(issuers)).trustManager().orElseThrow();

    trust.checkClientTrusted(certificates(issuer.issue("caller")), "EC");

    X509Certificate[] stranger = certificates(TestCertificate.of("ca").issue("caller"));
    assertThatThrownBy(() -> trust.checkClientTrusted(stranger, "EC"))
        .isInstanceOf(CertificateException.class);
  }

  private X509Certificate[] certificates(TestCertificate of) throws TlsFileException {
    return Certificates.read(folder, PemBlock.all(of.certificatePem()))
        .toArray(X509Certificate[]::new);
  }

  @Test
  void new_issuers_judge_clients() throws IOException {
    TlsFiles files = TestCertificate.of("a").write(folder);
    Path issuers =
        Files.writeString(folder.resolve("ca.pem"), TestCertificate.of("old").certificatePem());
    TlsIdentity identity = load(files.requiring(issuers));

    Files.writeString(issuers, TestCertificate.of("new").certificatePem());
    identity.follow();

    X509Certificate[] accepted = identity.trustManager().orElseThrow().getAcceptedIssuers();
    assertThat(accepted[0].getSubjectX500Principal()).hasToString("CN=new");
  }

  private static TlsIdentity load(TlsFiles files) throws TlsFileException {
    return TlsIdentity.load(files, InstantSource.fixed(Instant.now().truncatedTo(ChronoUnit.DAYS)));
  }

  private static String alias(TlsIdentity identity) {
    for (String type : new String[] {"RSA", "EC", "EdDSA"}) {
      String alias = identity.keyManager().chooseEngineServerAlias(type, null, null);
      if (alias != null) {
        return alias;
      }
    }
    throw new AssertionError("no identity for any kind of key");
  }

  private static X509Certificate[] chain(TlsIdentity identity) {
    return identity.keyManager().getCertificateChain(alias(identity));
  }

  private static String subject(TlsIdentity identity) {
    return chain(identity)[0].getSubjectX500Principal().getName();
  }
}
