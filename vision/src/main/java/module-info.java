import org.jspecify.annotations.NullMarked;

/** A picture in, a tensor out. */
@NullMarked
module dev.soban.vision {
  requires static transitive org.jspecify;
  requires transitive dev.soban.core;
}
