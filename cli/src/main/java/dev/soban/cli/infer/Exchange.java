package dev.soban.cli.infer;

import java.nio.file.Path;

/** A file that was sent and what came back. */
record Exchange(Path file, int status, String body) {
  boolean answered() {
    return status == 200;
  }
}
