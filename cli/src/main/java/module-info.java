import org.jspecify.annotations.NullMarked;

/** The soban command. */
@NullMarked
module dev.soban.cli {
  requires static transitive org.jspecify;
  requires com.fasterxml.jackson.core;
  requires dev.soban.core;
  requires dev.soban.engine.onnx;
  requires dev.soban.grpc;
  requires dev.soban.net;
  requires dev.soban.protocol;
  requires dev.soban.repository;
  requires dev.soban.server;
  requires dev.soban.simulate;
  requires dev.soban.vision;
  requires info.picocli;
  requires io.grpc;
  requires io.grpc.netty;
  requires java.logging;
  requires java.net.http;
  requires jdk.unsupported;
  requires jdk.management;

  opens dev.soban.cli to
      info.picocli;
  opens dev.soban.cli.infer to
      info.picocli;
  opens dev.soban.cli.keys to
      info.picocli;
  opens dev.soban.cli.models to
      info.picocli;
  opens dev.soban.cli.serve to
      info.picocli;
  opens dev.soban.cli.simulate to
      info.picocli;

  provides System.LoggerFinder with
      dev.soban.cli.log.LogFinder;
}
