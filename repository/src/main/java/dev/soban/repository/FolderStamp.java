package dev.soban.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Size and time of every file below a folder: another stamp means that something changed. Hidden
 * files do not count, and links count as themselves.
 */
public record FolderStamp(SortedMap<String, FileStamp> files) {
  private static final int MAX_DEPTH = 8;

  public FolderStamp {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** One file as it was. */
  public record FileStamp(long sizeBytes, long modifiedMillis) {}

  /** Of a file, or of everything below a folder. */
  public static FolderStamp of(Path start) throws IOException {
    SortedMap<String, FileStamp> files = new TreeMap<>();
    add(start, "", files, MAX_DEPTH);
    return new FolderStamp(files);
  }

  /** Of the files in a folder, but not below it, without some. */
  static FolderStamp besides(Path folder, List<String> others) throws IOException {
    SortedMap<String, FileStamp> files = new TreeMap<>();
    for (Path file : Listing.of(folder)) {
      if (Files.isRegularFile(file) && !others.contains(Listing.name(file))) {
        add(file, Listing.name(file), files, 1);
      }
    }
    return new FolderStamp(files);
  }

  /** Of every model that lies in a models folder, by its name. */
  public static Map<String, FolderStamp> byModel(Path models) throws IOException {
    Map<String, FolderStamp> stamps = new TreeMap<>();
    for (Path entry : Listing.of(models)) {
      String name = Listing.name(entry);
      boolean bare = Listing.isOnnx(entry);
      stamps.merge(
          bare ? name.substring(0, name.length() - ".onnx".length()) : name,
          of(entry),
          FolderStamp::and);
    }
    return stamps;
  }

  private FolderStamp and(FolderStamp other) {
    SortedMap<String, FileStamp> both = new TreeMap<>(files);
    other.files.forEach((name, stamp) -> both.put("/" + name, stamp));
    return new FolderStamp(both);
  }

  private static void add(Path path, String name, Map<String, FileStamp> files, int depth)
      throws IOException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isDirectory()) {
        files.put(name, new FileStamp(attributes.size(), attributes.lastModifiedTime().toMillis()));
      } else if (depth > 0) {
        for (Path child : Listing.of(path)) {
          add(child, name + "/" + Listing.name(child), files, depth - 1);
        }
      }
    } catch (NoSuchFileException gone) {
      // Gone while we looked: not there.
    }
  }
}
