import org.jspecify.annotations.NullMarked;

/** The scheduler on a virtual clock, under workloads that are made up. */
@NullMarked
module dev.soban.simulate {
  requires static transitive org.jspecify;
  requires transitive dev.soban.core;
  requires HdrHistogram;

  exports dev.soban.simulate;
  exports dev.soban.simulate.plot;
}
