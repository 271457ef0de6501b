import org.jspecify.annotations.NullMarked;

/** Model folders, model.yaml and soban.yaml; the process's own state. */
@NullMarked
module dev.soban.repository {
  requires static transitive org.jspecify;
  requires transitive dev.soban.core;
  requires com.fasterxml.jackson.core;
  requires com.google.protobuf;
  requires dev.soban.protocol;
  requires org.snakeyaml.engine.v2;

  exports dev.soban.repository;
  exports dev.soban.repository.server;
  exports dev.soban.repository.state;
  exports dev.soban.repository.triton;
  exports dev.soban.repository.yaml;
}
