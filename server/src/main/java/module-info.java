import org.jspecify.annotations.NullMarked;

/** Inference protocols over HTTP, and the admin port. */
@NullMarked
module dev.soban.server {
  requires static transitive org.jspecify;
  requires transitive dev.soban.core;
  requires transitive dev.soban.net;
  requires com.fasterxml.jackson.core;
  requires io.prometheus.metrics.model;
  requires java.management;
  requires jdk.management;
  requires micrometer.core;
  requires micrometer.registry.prometheus;

  exports dev.soban.server.access;
  exports dev.soban.server.admin;
  exports dev.soban.server.call;
  exports dev.soban.server.control;
  exports dev.soban.server.document;
  exports dev.soban.server.docs;
  exports dev.soban.server.http;
  exports dev.soban.server.oip;
  exports dev.soban.server.predictionlog;
  exports dev.soban.server.prewarm;
  exports dev.soban.server.transport;
  exports dev.soban.server.routes;
  exports dev.soban.server.v1;
}
