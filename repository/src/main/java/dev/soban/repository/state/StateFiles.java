package dev.soban.repository.state;

import dev.soban.core.lifecycle.state.LifecycleState;
import dev.soban.core.lifecycle.state.StateStore;
import dev.soban.core.predict.PredictionException.Unavailable;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Place;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;

/**
 * The state of all models in {@code state.json}, which is always whole, and who changed it in
 * {@code audit.jsonl}. One process at a time owns the folder. Thread-safe; blocking.
 */
public final class StateFiles implements StateStore, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(StateFiles.class.getName());

  private final Path folder;
  private final Path state;
  private final Path next;
  private final Path audit;
  private final InstantSource clock;
  private final FolderLock lock;
  private final LifecycleState atStart;

  private StateFiles(Path folder, InstantSource clock, FolderLock lock) throws ConfigException {
    this.folder = folder;
    this.state = folder.resolve("state.json");
    this.next = folder.resolve("state.json.new");
    this.audit = folder.resolve("audit.jsonl");
    this.clock = clock;
    this.lock = lock;
    this.atStart = Files.exists(state) ? StateJson.read(state) : LifecycleState.EMPTY;
  }

  /**
   * Makes the folder where there is none, and owns it until closed.
   *
   * @throws ConfigException when another process owns it, or what is in it cannot be read; then
   *     nothing in it is touched
   */
  public static StateFiles open(Path folder, InstantSource clock) throws ConfigException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new ConfigException(
          Place.of("data"), folder + " cannot be made: " + e + " (expected: a folder to write in)");
    }
    FolderLock lock = FolderLock.of(folder);
    try {
      return new StateFiles(folder, clock, lock);
    } catch (ConfigException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public LifecycleState read() {
    return atStart;
  }

  @Override
  public synchronized void commit(LifecycleState changed, AuditEntry entry) {
    long auditBytes = size(audit);
    try {
      write(next, StateJson.bytes(changed), StandardOpenOption.TRUNCATE_EXISTING);
      // In front of the change: whoever looks for a reason finds one, even after a crash in
      // between.
      write(audit, AuditJson.line(clock.instant(), entry), StandardOpenOption.APPEND);
      replace();
    } catch (IOException e) {
      undo(auditBytes);
      throw new Unavailable(
          "data: "
              + folder
              + " cannot be written: "
              + e
              + " (expected: room, and permission to write); nothing was changed");
    }
  }

  @Override
  public synchronized void note(AuditEntry entry) {
    try {
      write(audit, AuditJson.line(clock.instant(), entry), StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot write {0}: {1}", audit, e);
    }
  }

  private static void write(Path file, byte[] bytes, StandardOpenOption how) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  private void replace() throws IOException {
    try {
      Files.move(next, state, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(next, state, StandardCopyOption.REPLACE_EXISTING);
    }
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "folders cannot be flushed here: {0}", e);
    }
  }

  private void undo(long auditBytes) {
    try {
      Files.deleteIfExists(next);
      if (size(audit) > auditBytes) {
        try (FileChannel channel = FileChannel.open(audit, StandardOpenOption.WRITE)) {
          channel.truncate(auditBytes);
        }
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot tidy up in {0}: {1}", folder, e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Lets another process have the folder. */
  @Override
  public void close() {
    lock.close();
  }
}
