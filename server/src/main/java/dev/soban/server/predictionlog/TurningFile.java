package dev.soban.server.predictionlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The file that is written to and those that were put aside. After a failure the next write opens
 * it anew. Blocking; one thread.
 */
final class TurningFile implements AutoCloseable {
  private static final String CURRENT = "predictions.jsonl";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final FileTurnover turnover;
  private @Nullable FileChannel channel;
  private long sizeBytes;
  private LocalDate day = LocalDate.EPOCH;

  TurningFile(FileTurnover turnover) {
    this.turnover = turnover;
  }

  /** Appends whole lines. */
  void append(ByteBuffer lines, Instant now) throws IOException {
    try {
      FileChannel file = open(now);
      while (lines.hasRemaining()) {
        sizeBytes += file.write(lines);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private FileChannel open(Instant now) throws IOException {
    FileChannel file = channel;
    if (file == null) {
      file = opened();
      day = sizeBytes == 0 ? today(now) : today(modified());
    }
    boolean tooLarge = sizeBytes > 0 && sizeBytes >= turnover.maxFileBytes();
    boolean tooOld = turnover.daily() && sizeBytes > 0 && !day.equals(today(now));
    if (tooLarge || tooOld) {
      close();
      putAside(now);
      file = opened();
      day = today(now);
    }
    return file;
  }

  private FileChannel opened() throws IOException {
    Files.createDirectories(turnover.folder());
    FileChannel file =
        FileChannel.open(
            current(),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND);
    channel = file;
    sizeBytes = file.size();
    if (sizeBytes > 0 && lastByte() != '\n') {
      // What failed, or a process that was killed, left half a line behind.
      sizeBytes += file.write(ByteBuffer.wrap(new byte[] {'\n'}));
    }
    return file;
  }

  private byte lastByte() throws IOException {
    try (FileChannel reading = FileChannel.open(current(), StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      reading.read(last, sizeBytes - 1);
      return last.get(0);
    }
  }

  private void putAside(Instant now) throws IOException {
    String stamp = "predictions-" + STAMP.format(now);
    Path aside = turnover.folder().resolve(stamp + ".jsonl");
    for (int i = 1; Files.exists(aside); i++) {
      aside = turnover.folder().resolve(stamp + "-" + i + ".jsonl");
    }
    Files.move(current(), aside);
    deleteOldest();
  }

  private void deleteOldest() throws IOException {
    List<Path> aside;
    try (Stream<Path> files = Files.list(turnover.folder())) {
      aside =
          files
              .filter(file -> file.getFileName().toString().matches("predictions-.+\\.jsonl"))
              .sorted()
              .toList();
    }
    for (Path file : aside.subList(0, Math.max(0, aside.size() - turnover.keepFiles()))) {
      Files.deleteIfExists(file);
    }
  }

  private Path current() {
    return turnover.folder().resolve(CURRENT);
  }

  private Instant modified() throws IOException {
    return Files.getLastModifiedTime(current()).toInstant();
  }

  private static LocalDate today(Instant now) {
    return LocalDate.ofInstant(now, ZoneOffset.UTC);
  }

  @Override
  public void close() throws IOException {
    FileChannel file = channel;
    channel = null;
    if (file != null) {
      file.close();
    }
  }
}
