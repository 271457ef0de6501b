import org.jspecify.annotations.NullMarked;

/** Hot paths under JMH and whole-program scenarios. */
@NullMarked
module dev.soban.benchmarks {
  requires static transitive org.jspecify;
}
