package dev.soban.cli.log;

import java.lang.System.Logger.Level;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Libraries that log through java.util.logging, as Netty does, end up in the same output. */
final class JavaUtilLogging extends Handler {
  private static final String HTTP2 = "io.netty.handler.codec.http2";

  /** Tells with a stack trace what a client did wrong, which has been counted and answered. */
  private static final String NOISE = "io.grpc.netty.NettyServerStream";

  private final SimpleFormatter formatter = new SimpleFormatter();

  /** Held, since a logger that nobody holds forgets its level. */
  private final Logger http2 = Logger.getLogger(HTTP2);

  private JavaUtilLogging() {}

  static void redirect() {
    LogManager.getLogManager().reset();
    JavaUtilLogging output = new JavaUtilLogging();
    // It tells at INFO of each frame that comes for a stream which has just ended.
    output.http2.setLevel(java.util.logging.Level.WARNING);
    Logger.getLogger("").addHandler(output);
  }

  @Override
  public void publish(LogRecord record) {
    String name = record.getLoggerName() == null ? "" : record.getLoggerName();
    if (name.equals(NOISE)) {
      return;
    }
    System.Logger logger = System.getLogger(name);
    Level level = level(record);
    if (logger.isLoggable(level)) {
      logger.log(level, formatter.formatMessage(record), record.getThrown());
    }
  }

  private static Level level(LogRecord record) {
    int value = record.getLevel().intValue();
    if (value >= java.util.logging.Level.SEVERE.intValue()) {
      return Level.ERROR;
    }
    if (value >= java.util.logging.Level.WARNING.intValue()) {
      return Level.WARNING;
    }
    return value >= java.util.logging.Level.INFO.intValue() ? Level.INFO : Level.DEBUG;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
