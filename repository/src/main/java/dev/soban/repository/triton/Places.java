package dev.soban.repository.triton;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TextFormatParseInfoTree;
import com.google.protobuf.TextFormatParseLocation;
import dev.soban.repository.yaml.Place;
import java.util.List;

/** Where the fields of a message stand in the text. */
final class Places {
  private final String source;
  private final TextFormatParseInfoTree tree;
  private final Place whole;

  Places(String source, TextFormatParseInfoTree tree) {
    this(source, tree, Place.of(source));
  }

  private Places(String source, TextFormatParseInfoTree tree, Place whole) {
    this.source = source;
    this.tree = tree;
    this.whole = whole;
  }

  /** Of the message's whole. */
  Place place() {
    return whole;
  }

  /** Of a field by its number; of the whole message when it is not written. */
  Place place(Descriptor type, int number) {
    List<TextFormatParseLocation> locations = tree.getLocations(field(type, number));
    return locations.isEmpty() ? whole : place(locations.getFirst());
  }

  boolean written(Descriptor type, int number) {
    return !tree.getLocations(field(type, number)).isEmpty();
  }

  /** Of the message in a field, which is one of several where the field repeats. */
  Places below(Descriptor type, int number, int index) {
    FieldDescriptor field = field(type, number);
    List<TextFormatParseInfoTree> trees = tree.getNestedTrees(field);
    // Of a list in brackets only the beginning has a place.
    List<TextFormatParseLocation> locations = tree.getLocations(field);
    Place below =
        locations.isEmpty() ? whole : place(locations.get(Math.min(index, locations.size() - 1)));
    return new Places(
        source,
        index < trees.size() ? trees.get(index) : TextFormatParseInfoTree.builder().build(),
        below);
  }

  private Place place(TextFormatParseLocation location) {
    return new Place(source, location.getLine() + 1, location.getColumn() + 1);
  }

  private static FieldDescriptor field(Descriptor type, int number) {
    return type.findFieldByNumber(number);
  }
}
