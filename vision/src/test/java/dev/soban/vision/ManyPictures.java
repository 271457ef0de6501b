package dev.soban.vision;

import dev.soban.core.predict.PredictionException.InputTooLarge;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A process that decodes eight pictures at once, those of the given files in turn. */
final class ManyPictures {
  private static final int AT_ONCE = 8;

  private ManyPictures() {}

  public static void main(String[] arguments) throws Exception {
    int side = Integer.parseInt(arguments[0]);
    try (PictureDecoders decoders = PictureDecoders.find(List.of());
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      PicturePreparation preparation = Inputs.stretch(side, side).with(decoders);
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        Path file = Path.of(arguments[1 + i % (arguments.length - 1)]);
        all.add(threads.submit(() -> decodes(preparation, file)));
      }
      int decoded = 0;
      for (Future<Boolean> each : all) {
        decoded += each.get() ? 1 : 0;
      }
      System.out.println(decoded + " decoded, " + (AT_ONCE - decoded) + " too large");
    }
  }

  private static boolean decodes(PicturePreparation preparation, Path file) throws Exception {
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file)) {
      MemorySegment picture = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      preparation.decode(picture, arena.allocate(preparation.rowBytes()));
      return true;
    } catch (InputTooLarge refusal) {
      return false;
    }
  }
}
