import org.jspecify.annotations.NullMarked;

/** The soban command. */
@NullMarked
module dev.soban.cli {
  requires static transitive org.jspecify;
  requires dev.soban.core;
}
