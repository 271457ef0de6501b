package dev.soban.repository.yaml;

/**
 * Where a setting was written: in a file, or in a variable or flag, which have no lines.
 *
 * @param source file as the user named it, or the name of the variable or flag
 * @param line from 1; 0 where there are no lines
 * @param column from 1; 0 where there are no lines
 */
public record Place(String source, int line, int column) {

  /** A source as a whole. */
  public static Place of(String source) {
    return new Place(source, 0, 0);
  }

  public boolean hasLine() {
    return line > 0;
  }

  @Override
  public String toString() {
    return hasLine() ? source + ":" + line + ":" + column : source;
  }
}
