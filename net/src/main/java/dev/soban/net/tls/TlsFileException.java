package dev.soban.net.tls;

import java.io.IOException;
import java.nio.file.Path;

/** A file of a TLS identity cannot be used; the text names it, the reason and the way out. */
public final class TlsFileException extends IOException {
  private static final long serialVersionUID = 1;

  TlsFileException(Path file, String problem) {
    super(file + ": " + problem);
  }
}
