package dev.soban.cli.log;

import java.lang.System.Logger.Level;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that was logged. */
record LogEvent(
    Instant time, Level level, String logger, String message, @Nullable Throwable thrown) {}
