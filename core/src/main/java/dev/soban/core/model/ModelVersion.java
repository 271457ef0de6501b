package dev.soban.core.model;

import java.util.regex.Pattern;

/** A model's name and one of its versions, which never changes once loaded. */
public record ModelVersion(String name, String version) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final Pattern VERSION =
      Pattern.compile("[0-9]+|[0-9]+\\.[0-9]+\\.[0-9]+-[0-9A-Za-z_]+\\.[0-9A-Za-z_]+");

  public ModelVersion {
    if (!validName(name)) {
      throw new IllegalArgumentException(
          "model name: " + name + " (expected: 1 to 128 letters, digits, '.', '_' or '-')");
    }
    if (!validVersion(version)) {
      throw new IllegalArgumentException(
          "version: " + version + " (expected: digits, or x.y.z-data.split)");
    }
  }

  /** Names of dots only would be folders of the file system, so they are no model names. */
  public static boolean validName(String name) {
    return NAME.matcher(name).matches() && !name.equals(".") && !name.equals("..");
  }

  public static boolean validVersion(String version) {
    return VERSION.matcher(version).matches();
  }

  @Override
  public String toString() {
    return name + "/" + version;
  }
}
