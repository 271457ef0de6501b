/**
 * The messages of the Open Inference Protocol over gRPC and of Triton's model configuration,
 * generated from the files in {@code src/main/proto}.
 */
module dev.soban.protocol {
  requires transitive com.google.common;
  requires transitive com.google.protobuf;
  requires transitive io.grpc;
  requires transitive io.grpc.protobuf;
  requires transitive io.grpc.stub;

  exports dev.soban.protocol.inference;
}
