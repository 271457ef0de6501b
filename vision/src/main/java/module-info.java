import org.jspecify.annotations.NullMarked;

/** A picture in, a tensor out. */
@NullMarked
module dev.soban.vision {
  requires static transitive org.jspecify;
  requires transitive dev.soban.core;
  requires java.desktop;
  requires com.twelvemonkeys.imageio.jpeg;
  requires com.twelvemonkeys.imageio.tiff;
  requires com.twelvemonkeys.imageio.webp;

  exports dev.soban.vision;
  exports dev.soban.vision.detect;
  exports dev.soban.vision.draw;
  exports dev.soban.vision.header;
  exports dev.soban.vision.resample;
}
