package dev.soban.repository.state;

import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Place;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Owns a folder, against other processes and within this one; a killed process lets go of it. */
final class FolderLock implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FolderLock.class.getName());

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  static FolderLock of(Path folder) throws ConfigException {
    try {
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw new ConfigException(
            Place.of("data"),
            folder
                + " is in use by another process (expected: a folder for this one alone; see"
                + " --data)");
      }
      return new FolderLock(channel);
    } catch (IOException e) {
      throw new ConfigException(
          Place.of("data"), folder + " cannot be written: " + e + " (expected: it can)");
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      // Held as long as the channel is open.
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot let go of the data folder", e);
    }
  }
}
