package dev.soban.vision.decode;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import dev.soban.vision.header.PictureFormat;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * Which ImageIO reader decodes which format: TwelveMonkeys' for JPEG, TIFF and WebP, the JDK's for
 * the rest. Looked up once; ImageIO's own search tries every plug-in on every picture.
 */
final class ImageIoReaders {
  private final Map<PictureFormat, ImageReaderSpi> providers = new EnumMap<>(PictureFormat.class);

  ImageIoReaders() {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    providers.put(PictureFormat.JPEG, registered(registry, new JPEGImageReaderSpi()));
    providers.put(PictureFormat.TIFF, registered(registry, new TIFFImageReaderSpi()));
    providers.put(PictureFormat.WEBP, registered(registry, new WebPImageReaderSpi()));
    providers.put(PictureFormat.PNG, ofJdk(registry, "png"));
    providers.put(PictureFormat.GIF, ofJdk(registry, "gif"));
    providers.put(PictureFormat.BMP, ofJdk(registry, "bmp"));
  }

  ImageReader open(PictureFormat format) throws IOException {
    ImageReaderSpi provider = providers.get(format);
    if (provider == null) {
      throw new AssertionError(format);
    }
    return provider.createReaderInstance();
  }

  /** On the class path the registry has found it; a named module must register it by hand. */
  private static ImageReaderSpi registered(IIORegistry registry, ImageReaderSpi provider) {
    ImageReaderSpi known = registry.getServiceProviderByClass(provider.getClass());
    if (known != null) {
      return known;
    }
    registry.registerServiceProvider(provider);
    return provider;
  }

  private static ImageReaderSpi ofJdk(IIORegistry registry, String format) {
    Iterator<ImageReaderSpi> all = registry.getServiceProviders(ImageReaderSpi.class, false);
    while (all.hasNext()) {
      ImageReaderSpi provider = all.next();
      if (provider.getClass().getModule() == ImageReader.class.getModule()
          && Arrays.asList(provider.getFormatNames()).contains(format)) {
        return provider;
      }
    }
    throw new IllegalStateException(
        "the Java runtime has no reader for " + format + " (expected: a JDK with java.desktop)");
  }
}
