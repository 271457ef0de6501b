package dev.soban.server.http;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import dev.soban.net.server.HttpHandler;
import dev.soban.net.server.HttpServer;
import dev.soban.net.server.HttpServerConfig;
import dev.soban.server.ScriptedModel;
import dev.soban.server.access.Access;
import dev.soban.server.admin.ServerMetrics;
import dev.soban.server.routes.InferenceRoutes;
import dev.soban.server.routes.RouteSettings;
import dev.soban.server.transport.Readiness;
import dev.soban.server.transport.RequestIds;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A process with a model that answers 20 MB of JSON and one that answers little; it ends with its
 * standard input.
 */
final class LargeAnswers {
  static final int ELEMENTS = 2_000_000;

  private LargeAnswers() {}

  public static void main(String[] arguments) throws Exception {
    TensorPool pool = new TensorPool(64L << 20, 1 << 20);
    var large = answering("large", large(pool));
    var small = answering("small", Tensor.of(DataType.FP32, Shape.of(1), pool.allocate(4), 4));
    Readiness readiness = new Readiness();
    readiness.becomeReady();
    var codecs = new ThreadPoolExecutor(2, 2, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(256));
    HttpHandler http =
        InferenceRoutes.over(
            new HttpSurroundings(
                ScriptedModel.loaded(large, small),
                pool,
                Ticker.system(),
                codecs,
                readiness,
                new RequestIds(new SplittableRandom(7)),
                new ServerMetrics().transportObserver(),
                Access.ofThisMachine(),
                Optional.empty()),
            HttpLimits.DEFAULT,
            RouteSettings.DEFAULT,
            "9.9.9");
    try (HttpServer server =
        HttpServer.start(HttpServerConfig.on("127.0.0.1", 0).withEventLoops(2), http)) {
      System.out.println(server.port());
      while (System.in.read() >= 0) {
        Thread.onSpinWait();
      }
    }
    codecs.shutdown();
  }

  private static Served answering(String name, Tensor answer) {
    return ScriptedModel.of(
        ScriptedModel.description(
            name,
            List.of(ScriptedModel.spec("x", DataType.FP32, -1, 1)),
            List.of(ScriptedModel.spec("y", DataType.FP32, -1)),
            new OutputMeaning.PlainTensors()),
        request ->
            CompletableFuture.completedFuture(
                new InferenceResponse(
                    new ModelVersion(name, "1"), Map.of("y", answer.share()), Parameters.NONE)));
  }

  private static Tensor large(TensorPool pool) {
    Slab slab = pool.allocate(4L * ELEMENTS);
    for (int i = 0; i < ELEMENTS; i++) {
      slab.memory().setAtIndex(ValueLayout.JAVA_FLOAT, i, 1 + i * 1e-7f);
    }
    return Tensor.of(DataType.FP32, Shape.of(ELEMENTS), slab, 4L * ELEMENTS);
  }
}
