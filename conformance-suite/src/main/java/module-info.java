import org.jspecify.annotations.NullMarked;

/** Tries whether a server keeps the Open Inference Protocol; knows no server. */
@NullMarked
module dev.soban.conformance {
  requires static transitive org.jspecify;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires dev.soban.protocol;
  requires info.picocli;
  requires io.grpc.services;
  requires java.net.http;

  exports dev.soban.conformance;
  exports dev.soban.conformance.catalog;
  exports dev.soban.conformance.check;
  exports dev.soban.conformance.subject;
  exports dev.soban.conformance.verdict;

  opens dev.soban.conformance to
      info.picocli;
}
