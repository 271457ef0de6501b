package dev.soban.benchmarks.bare;

import dev.soban.core.engine.Batch;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.engine.Engine;
import dev.soban.core.engine.LoadedEngine;
import dev.soban.core.engine.RunControl;
import dev.soban.core.model.PictureInput;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.engine.onnx.OnnxEngines;
import dev.soban.engine.onnx.OnnxModelFiles;
import dev.soban.engine.onnx.OnnxSettings;
import dev.soban.repository.ModelEntry;
import dev.soban.repository.ModelRepository;
import dev.soban.vision.PictureDecoders;
import dev.soban.vision.PicturePreparation;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * Decodes one JPEG and runs one model on it, over and over on every core, with the same decoder,
 * session options and model preparation as the server, and nothing else.
 *
 * <p>Arguments: model folder, JPEG file, threads. For each line on standard input that holds a
 * number of milliseconds it measures that long and prints pictures per second.
 */
public final class BareLoop {
  private final PicturePreparation preparation;
  private final PictureInput input;
  private final Engine engine;
  private final TensorPool pool;
  private final MemorySegment picture;
  private final Gate gate = new Gate();
  private final LongAdder done = new LongAdder();

  private BareLoop(Path models, Path jpeg) throws Exception {
    pool = new TensorPool(512L << 20, 128L << 20);
    ModelEntry entry = ModelRepository.scan(models).models().getFirst();
    LoadedEngine loaded =
        new OnnxEngines(pool)
            .loader(new OnnxModelFiles(entry.file(), models), OnnxSettings.CPU)
            .load();
    engine = loaded.engine();
    input = Objects.requireNonNull(entry.settings().image()).resolve(loaded.signature());
    preparation = new PicturePreparation(input, PictureDecoders.find());
    byte[] bytes = Files.readAllBytes(jpeg);
    picture = Arena.global().allocate(bytes.length);
    picture.copyFrom(MemorySegment.ofArray(bytes));
  }

  public static void main(String[] arguments) throws Exception {
    BareLoop loop = new BareLoop(Path.of(arguments[0]), Path.of(arguments[1]));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
      threads.add(Thread.ofPlatform().daemon().unstarted(loop::forever));
    }
    threads.forEach(Thread::start);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      loop.gate.open();
      loop.done.reset();
      long begun = System.nanoTime();
      Thread.sleep(Long.parseLong(line.strip()));
      double perSecond = loop.done.sum() / ((System.nanoTime() - begun) / 1e9);
      loop.gate.close();
      System.out.println(perSecond);
    }
  }

  private void forever() {
    try {
      while (true) {
        gate.pass();
        once();
        done.increment();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void once() throws Exception {
    Slab slab = pool.allocate(preparation.rowBytes());
    preparation.decode(picture, slab.memory().asSlice(0, preparation.rowBytes()));
    try (Tensor tensor = Tensor.of(input.dataType(), shape(), slab);
        BatchResult _ =
            engine.run(
                new Batch(
                    Map.of(input.input(), tensor), List.of(new Batch.RowRange(0, 1)), List.of()),
                new RunControl(1))) {}
  }

  private Shape shape() {
    PictureInput.Fit fit = input.fit();
    int channels = input.channels().count();
    return input.layout() == PictureInput.Layout.NCHW
        ? Shape.of(1, channels, fit.height(), fit.width())
        : Shape.of(1, fit.height(), fit.width(), channels);
  }

  /** Lets the threads work only while a measurement runs. */
  private static final class Gate {
    private boolean open;

    synchronized void pass() throws InterruptedException {
      while (!open) {
        wait();
      }
    }

    synchronized void open() {
      open = true;
      notifyAll();
    }

    synchronized void close() {
      open = false;
    }
  }
}
