package dev.soban.net.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What the files say at one moment. Compared whole, since neither times nor links tell of every
 * change.
 *
 * @param clientCa empty when clients are not asked
 */
record FileContents(String certificate, String key, String clientCa) {
  private static final int MAX_BYTES = 1 << 20;

  static FileContents read(TlsFiles files) throws TlsFileException {
    Path clientCa = files.clientCa();
    return new FileContents(
        text(files.certificate()), text(files.key()), clientCa == null ? "" : text(clientCa));
  }

  private static String text(Path file) throws TlsFileException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new TlsFileException(file, "over 1 MiB (expected: a PEM file)");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (TlsFileException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new TlsFileException(file, "not there (expected: a PEM file)");
    } catch (IOException e) {
      throw new TlsFileException(file, "cannot be read: " + e.getMessage());
    }
  }

  /** Without what it holds, which is secret. */
  @Override
  public String toString() {
    return "FileContents";
  }
}
