package dev.soban.cli.runtime;

import dev.soban.cli.ExitCodes;
import dev.soban.core.engine.FatalHandler;
import java.lang.System.Logger.Level;
import java.util.function.IntConsumer;

/**
 * Ends the process at once when it is broken beyond repair, so that whoever watches it starts
 * another: shutting down in order would run on what is broken.
 */
final class ProcessEnd implements FatalHandler {
  private static final System.Logger LOG = System.getLogger(ProcessEnd.class.getName());

  private final IntConsumer halt;

  ProcessEnd() {
    this(Runtime.getRuntime()::halt);
  }

  /**
   * @param halt ends the process with the given exit code
   */
  ProcessEnd(IntConsumer halt) {
    this.halt = halt;
  }

  @Override
  public void broke(Error error) {
    try {
      LOG.log(
          Level.ERROR,
          "the process ends, since an engine broke it beyond repair; start it again exit_code="
              + ExitCodes.BROKEN,
          error);
    } finally {
      halt.accept(ExitCodes.BROKEN);
    }
  }
}
