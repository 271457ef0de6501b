import org.jspecify.annotations.NullMarked;

/** The models that ship, and the code that trains them. */
@NullMarked
module dev.soban.examples {
  requires java.desktop;
  requires static transitive org.jspecify;
}
