package dev.soban.examples.onnx;

/** A named setting of a {@link Node}. */
public sealed interface Attribute {
  String name();

  /** A whole number. */
  record Whole(String name, long value) implements Attribute {}

  /** A word, such as the mode of an operator. */
  record Word(String name, String value) implements Attribute {}

  /** A list of whole numbers, such as axes or a kernel's shape. */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  record Wholes(String name, long... values) implements Attribute {}

  static Attribute of(String name, long value) {
    return new Whole(name, value);
  }

  static Attribute of(String name, String value) {
    return new Word(name, value);
  }

  static Attribute list(String name, long... values) {
    return new Wholes(name, values);
  }
}
