package dev.soban.grpc.infer;

import dev.soban.grpc.call.OpenCalls;
import dev.soban.grpc.call.Serving;
import dev.soban.grpc.document.DocumentCalls;
import dev.soban.grpc.message.AnswerMarshaller;
import dev.soban.grpc.message.AnswerMessage;
import dev.soban.grpc.message.ReceivedMessage;
import dev.soban.grpc.message.RequestMarshaller;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;

/**
 * The service of the inference protocol, with messages of inference as this program reads and
 * writes them.
 */
public record InferenceService(Serving serving, OpenCalls open) {
  public ServerServiceDefinition bound(DocumentCalls documents) {
    List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>(documents.methods());
    methods.add(
        ServerMethodDefinition.create(
            messages(GRPCInferenceServiceGrpc.getModelInferMethod()), new SingleCalls(serving)));
    methods.add(
        ServerMethodDefinition.create(
            messages(GRPCInferenceServiceGrpc.getModelStreamInferMethod()),
            new StreamCalls(serving, open)));
    ServiceDescriptor plain = GRPCInferenceServiceGrpc.getServiceDescriptor();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(plain.getName())
            .setSchemaDescriptor(plain.getSchemaDescriptor());
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(service::addMethod);
    return service.build();
  }

  private MethodDescriptor<ReceivedMessage, AnswerMessage> messages(MethodDescriptor<?, ?> method) {
    return method.toBuilder(
            new RequestMarshaller(serving.http().memory(), serving.bodyLimit()),
            new AnswerMarshaller())
        .build();
  }
}
