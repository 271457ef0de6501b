package dev.soban.conformance.grpc;

import com.google.protobuf.Message;
import dev.soban.conformance.verdict.Excerpt;
import dev.soban.conformance.verdict.Exchange;
import dev.soban.conformance.verdict.Transcript;
import dev.soban.conformance.verdict.Unmet;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks one server over gRPC and notes what was said. Blocking; for any number of threads. */
public final class GrpcLine implements AutoCloseable {
  private static final int MAX_ANSWER_BYTES = 256 << 20;
  private static final int WORTH_TELLING_BYTES = 2 << 10;

  private final ManagedChannel connection;
  private final Channel channel;
  private final Duration timeout;
  private final Transcript transcript;

  /**
   * @param address as HOST:PORT, without TLS
   * @param key to present with every call
   * @param timeout of each call
   */
  public GrpcLine(String address, Optional<String> key, Duration timeout, Transcript transcript) {
    this.connection =
        Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
            .maxInboundMessageSize(MAX_ANSWER_BYTES)
            .build();
    this.channel = key.map(this::presenting).orElse(connection);
    this.timeout = timeout;
    this.transcript = transcript;
  }

  private Channel presenting(String key) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key);
    return ClientInterceptors.intercept(
        connection, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  public Channel channel() {
    return channel;
  }

  public Duration timeout() {
    return timeout;
  }

  /** What a call answers; a refusal is unmet. */
  public <A extends Message, B extends Message> B ask(MethodDescriptor<A, B> method, A request) {
    try {
      return call(method, request, timeout);
    } catch (StatusRuntimeException e) {
      throw new Unmet("an answer", told(e.getStatus()));
    }
  }

  /** The status with which a call is refused; an answer is unmet. */
  public <A extends Message, B extends Message> Status refusal(
      MethodDescriptor<A, B> method, A request) {
    B answer;
    try {
      answer = call(method, request, timeout);
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
    throw new Unmet("a refusal", told(answer));
  }

  /** What a call answers within a time of its own. */
  public <A extends Message, B extends Message> B call(
      MethodDescriptor<A, B> method, A request, Duration within) {
    String sent = method.getBareMethodName() + " " + told(request);
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(within.toNanos(), TimeUnit.NANOSECONDS);
    try {
      B answer = ClientCalls.blockingUnaryCall(channel, method, options, request);
      transcript.add(new Exchange(sent, told(answer)));
      return answer;
    } catch (StatusRuntimeException e) {
      transcript.add(new Exchange(sent, told(e.getStatus())));
      throw e;
    }
  }

  /** Notes what was said outside of {@link #call}. */
  public void note(String sent, String came) {
    transcript.add(new Exchange(sent, came));
  }

  public static String told(Status status) {
    String text = status.getDescription();
    return "status " + status.getCode() + (text == null ? "" : ": " + Excerpt.shortened(text));
  }

  public static String told(Message message) {
    int size = message.getSerializedSize();
    return size > WORTH_TELLING_BYTES
        ? message.getDescriptorForType().getName() + " of " + size + " bytes"
        : Excerpt.shortened(message.toString().strip().replaceAll("\\s+", " "));
  }

  @Override
  public void close() {
    connection.shutdownNow();
  }
}
