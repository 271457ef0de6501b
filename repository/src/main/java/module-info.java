import org.jspecify.annotations.NullMarked;

/** Model folders, model.yaml and soban.yaml. */
@NullMarked
module dev.soban.repository {
  requires static transitive org.jspecify;
  requires transitive dev.soban.core;
}
