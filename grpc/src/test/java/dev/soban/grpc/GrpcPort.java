package dev.soban.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Await;
import dev.soban.core.time.Ticker;
import dev.soban.net.tls.TlsIdentity;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import dev.soban.protocol.inference.ModelInferRequest;
import dev.soban.server.access.Access;
import dev.soban.server.control.Changes;
import dev.soban.server.http.HttpLimits;
import dev.soban.server.http.HttpSurroundings;
import dev.soban.server.transport.Readiness;
import dev.soban.server.transport.RequestIds;
import dev.soban.server.transport.TransportObserver;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The server on a real port, with a generated client. */
final class GrpcPort implements AutoCloseable {
  final TensorPool pool = new TensorPool(256L << 20, 1 << 20);
  final Readiness readiness = new Readiness();
  final List<String> refusals = new CopyOnWriteArrayList<>();
  final GrpcServer server;
  final ManagedChannel channel;
  private final ExecutorService codecs = Executors.newFixedThreadPool(1);

  GrpcPort(LoadedModels models) {
    this(models, HttpLimits.DEFAULT, Access.ofThisMachine(), Optional.empty());
  }

  GrpcPort(LoadedModels models, HttpLimits limits) {
    this(models, limits, Access.ofThisMachine(), Optional.empty());
  }

  GrpcPort(LoadedModels models, TlsIdentity identity) {
    this(
        models,
        HttpLimits.DEFAULT,
        Access.ofThisMachine(),
        Optional.empty(),
        GrpcConfig.on("127.0.0.1", 0).withIdentity(identity));
  }

  GrpcPort(LoadedModels models, HttpLimits limits, Access access, Optional<Changes> changes) {
    this(models, limits, access, changes, GrpcConfig.on("127.0.0.1", 0));
  }

  private GrpcPort(
      LoadedModels models,
      HttpLimits limits,
      Access access,
      Optional<Changes> changes,
      GrpcConfig config) {
    readiness.becomeReady();
    HttpSurroundings surroundings =
        new HttpSurroundings(
            models,
            pool,
            Ticker.system(),
            codecs,
            readiness,
            new RequestIds(new SplittableRandom(7)),
            new Counting(),
            access,
            changes);
    try {
      server = GrpcServer.start(config, surroundings, limits, "9.9.9");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel =
        NettyChannelBuilder.forAddress(server.address())
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
  }

  /** Notes what the transport itself refuses. */
  private final class Counting implements TransportObserver {
    @Override
    public void encoded(ModelVersion model, long elapsedNanos) {}

    @Override
    public void refused(@Nullable ModelVersion model, String reason) {
      refusals.add(reason);
    }
  }

  GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub client() {
    return GRPCInferenceServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  GRPCInferenceServiceGrpc.GRPCInferenceServiceStub streaming() {
    return GRPCInferenceServiceGrpc.newStub(channel);
  }

  static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  static ClientInterceptor sending(String... namesAndValues) {
    Metadata metadata = new Metadata();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      metadata.put(key(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return MetadataUtils.newAttachHeadersInterceptor(metadata);
  }

  StatusRuntimeException refusal(ModelInferRequest request) {
    try {
      throw new AssertionError("answered: " + client().modelInfer(request));
    } catch (StatusRuntimeException refused) {
      return refused;
    }
  }

  static @Nullable String trailer(StatusRuntimeException refused, String name) {
    Metadata trailers = refused.getTrailers();
    return trailers == null ? null : trailers.get(key(name));
  }

  void expectNothingHeld() {
    Await.until("nothing is in flight", () -> readiness.inFlight() == 0);
    Await.until("nothing is held", () -> pool.heldSlabs() == 0);
    assertThat(pool.heldSlabs()).isZero();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
    codecs.shutdownNow();
  }
}
