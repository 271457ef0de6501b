package dev.soban.vision.turbojpeg;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The functions of libturbojpeg's version 2 interface, which version 3 still has. Lives as long as
 * the process. Thread-safe; decompressors are not.
 */
@SuppressWarnings("restricted") // binding C functions is what this class is for
public final class TurboJpeg {
  /** What the library is called on Linux, macOS (Homebrew, MacPorts) and Windows. */
  public static final List<String> NAMES =
      List.of(
          "libturbojpeg.so.0",
          "libturbojpeg.so",
          "libturbojpeg.dylib",
          "/opt/homebrew/lib/libturbojpeg.dylib",
          "/opt/homebrew/opt/jpeg-turbo/lib/libturbojpeg.dylib",
          "/usr/local/lib/libturbojpeg.dylib",
          "turbojpeg.dll");

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;
  private static final AddressLayout TEXT =
      ValueLayout.ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(200, ValueLayout.JAVA_BYTE));

  private final String name;
  private final MethodHandle initDecompress;
  private final MethodHandle decompress;
  private final MethodHandle destroy;
  private final MethodHandle errorText;
  private final MethodHandle errorCode;

  private TurboJpeg(String name, SymbolLookup library) {
    this.name = name;
    this.initDecompress = bind(library, "tjInitDecompress", FunctionDescriptor.of(POINTER));
    this.decompress =
        bind(
            library,
            "tjDecompress2",
            FunctionDescriptor.of(INT, POINTER, POINTER, LONG, POINTER, INT, INT, INT, INT, INT));
    this.destroy = bind(library, "tjDestroy", FunctionDescriptor.of(INT, POINTER));
    this.errorText = bind(library, "tjGetErrorStr2", FunctionDescriptor.of(TEXT, POINTER));
    this.errorCode = bind(library, "tjGetErrorCode", FunctionDescriptor.of(INT, POINTER));
  }

  /** The first library of the given names or paths that loads and has all functions. */
  public static Optional<TurboJpeg> find(List<String> names) {
    return names.stream().flatMap(name -> load(name).stream()).findFirst();
  }

  private static Optional<TurboJpeg> load(String name) {
    try {
      return Optional.of(new TurboJpeg(name, SymbolLookup.libraryLookup(name, Arena.global())));
    } catch (IllegalArgumentException | NoSuchElementException absentOrTooOld) {
      return Optional.empty();
    }
  }

  public String name() {
    return name;
  }

  MemorySegment initDecompress() {
    try {
      return (MemorySegment) initDecompress.invokeExact();
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  int decompress(
      MemorySegment handle, MemorySegment file, Target target, int pixelFormat, int flags) {
    try {
      return (int)
          decompress.invokeExact(
              handle,
              file,
              file.byteSize(),
              target.memory,
              target.width,
              0,
              target.height,
              pixelFormat,
              flags);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Pixels without gaps between rows. */
  record Target(MemorySegment memory, int width, int height) {}

  String errorText(MemorySegment handle) {
    try {
      return ((MemorySegment) errorText.invokeExact(handle)).getString(0);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  int errorCode(MemorySegment handle) {
    try {
      return (int) errorCode.invokeExact(handle);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  void destroy(MemorySegment handle) {
    try {
      int ignored = (int) destroy.invokeExact(handle);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  private static MethodHandle bind(
      SymbolLookup library, String function, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(function), descriptor);
  }

  /** Method handles declare any Throwable; calls of C functions throw only when bound wrongly. */
  private static RuntimeException impossible(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException known ? known : new IllegalStateException(e);
  }
}
