package dev.soban.server.oip;

/** Where in a body something is wrong: {@code inputs[0].data}. Made to text only for errors. */
public record Place(String list, int index, String key) {
  /** Another key of the same element. */
  public Place at(String other) {
    return new Place(list, index, other);
  }

  @Override
  public String toString() {
    return list + "[" + index + "]" + (key.isEmpty() ? "" : "." + key);
  }
}
