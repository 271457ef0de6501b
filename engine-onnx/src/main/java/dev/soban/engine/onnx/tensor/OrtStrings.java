package dev.soban.engine.onnx.tensor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;

/**
 * Moves strings between tensors and the runtime byte for byte, through its C functions: the Java
 * binding passes modified UTF-8, which damages text outside the basic plane.
 */
@SuppressWarnings("restricted") // foreign functions
public final class OrtStrings {
  /** Places in the runtime's table of functions, which only grows. */
  private static final int GET_ERROR_MESSAGE = 2;

  private static final int FILL_STRING_TENSOR = 52;
  private static final int GET_STRING_TENSOR_DATA_LENGTH = 53;
  private static final int GET_STRING_TENSOR_CONTENT = 54;
  private static final int RELEASE_STATUS = 93;
  private static final int API_VERSION = 1;

  private final OrtEnvironment environment;
  private final VarHandle nativeHandle;
  private final MethodHandle fill;
  private final MethodHandle length;
  private final MethodHandle content;
  private final MethodHandle errorMessage;
  private final MethodHandle release;

  /** The binding's library must be loaded, which the environment sees to. */
  public OrtStrings(OrtEnvironment environment) {
    this.environment = environment;
    this.nativeHandle = nativeHandle();
    MemorySegment api = api();
    this.fill =
        function(
            api, FILL_STRING_TENSOR, FunctionDescriptor.of(ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG));
    this.length =
        function(
            api, GET_STRING_TENSOR_DATA_LENGTH, FunctionDescriptor.of(ADDRESS, JAVA_LONG, ADDRESS));
    this.content =
        function(
            api,
            GET_STRING_TENSOR_CONTENT,
            FunctionDescriptor.of(ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG));
    this.errorMessage = function(api, GET_ERROR_MESSAGE, FunctionDescriptor.of(ADDRESS, ADDRESS));
    this.release = function(api, RELEASE_STATUS, FunctionDescriptor.ofVoid(ADDRESS));
  }

  private static VarHandle nativeHandle() {
    try {
      return MethodHandles.privateLookupIn(OnnxTensorLike.class, MethodHandles.lookup())
          .findVarHandle(OnnxTensorLike.class, "nativeHandle", long.class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("ONNX Runtime's tensors hold no native handle", e);
    }
  }

  private static MemorySegment api() {
    MemorySegment base = SymbolLookup.loaderLookup().findOrThrow("OrtGetApiBase");
    MethodHandle getBase =
        Linker.nativeLinker().downcallHandle(base, FunctionDescriptor.of(ADDRESS));
    try {
      MemorySegment table = ((MemorySegment) getBase.invokeExact()).reinterpret(ADDRESS.byteSize());
      MethodHandle getApi =
          Linker.nativeLinker()
              .downcallHandle(table.get(ADDRESS, 0), FunctionDescriptor.of(ADDRESS, JAVA_INT));
      return (MemorySegment) getApi.invokeExact(API_VERSION);
    } catch (Throwable e) {
      throw new IllegalStateException("ONNX Runtime's C functions cannot be reached", e);
    }
  }

  private static MethodHandle function(MemorySegment api, int index, FunctionDescriptor type) {
    MemorySegment table = api.reinterpret((RELEASE_STATUS + 1) * ADDRESS.byteSize());
    return Linker.nativeLinker().downcallHandle(table.getAtIndex(ADDRESS, index), type);
  }

  /** A runtime tensor of the same strings; they hold no NUL, where C strings end. */
  OnnxTensor toRuntime(Tensor tensor) throws OrtException {
    List<MemorySegment> elements = BytesElements.of(tensor);
    String[] empty = new String[elements.size()];
    Arrays.fill(empty, "");
    OnnxTensor filled = OnnxTensor.createTensor(environment, empty, tensor.shape().dims());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pointers = arena.allocate(ADDRESS, Math.max(1, elements.size()));
      for (int i = 0; i < elements.size(); i++) {
        pointers.setAtIndex(ADDRESS, i, terminated(elements.get(i), arena));
      }
      check((MemorySegment) fill.invokeExact(handle(filled), pointers, (long) elements.size()));
      return filled;
    } catch (Throwable e) {
      filled.close();
      throw rethrown(e);
    }
  }

  private static MemorySegment terminated(MemorySegment element, Arena arena) {
    MemorySegment copy = arena.allocate(element.byteSize() + 1);
    return copy.copyFrom(element);
  }

  /** A tensor of the runtime's strings. */
  Tensor fromRuntime(OnnxTensor tensor, TensorPool pool) throws OrtException {
    Shape shape = Shape.of(tensor.getInfo().getShape());
    int count = Math.toIntExact(shape.elements());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment total = arena.allocate(JAVA_LONG);
      check((MemorySegment) length.invokeExact(handle(tensor), total));
      long textBytes = total.get(JAVA_LONG, 0);
      MemorySegment text = arena.allocate(Math.max(1, textBytes));
      MemorySegment offsets = arena.allocate(JAVA_LONG, count + 1);
      if (count > 0) {
        check(
            (MemorySegment)
                content.invokeExact(handle(tensor), text, textBytes, offsets, (long) count));
      }
      offsets.setAtIndex(JAVA_LONG, count, textBytes);
      Slab slab = pool.allocate(textBytes + (long) BytesElements.HEADER_BYTES * count);
      return Tensor.of(DataType.BYTES, shape, slab, copy(text, offsets, count, slab));
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  private static long copy(MemorySegment text, MemorySegment offsets, int count, Slab slab) {
    long written = 0;
    for (int i = 0; i < count; i++) {
      long from = offsets.getAtIndex(JAVA_LONG, i);
      long to = offsets.getAtIndex(JAVA_LONG, i + 1);
      written = BytesElements.write(slab.memory(), written, text.asSlice(from, to - from));
    }
    return written;
  }

  private long handle(OnnxTensor tensor) {
    return (long) nativeHandle.get((OnnxTensorLike) tensor);
  }

  private void check(MemorySegment status) throws Throwable {
    if (status.address() == 0) {
      return;
    }
    MemorySegment message = (MemorySegment) errorMessage.invokeExact(status);
    String text = message.reinterpret(Long.MAX_VALUE).getString(0);
    release.invokeExact(status);
    throw new OrtException(text);
  }

  private static OrtException rethrown(Throwable e) {
    return switch (e) {
      case OrtException ours -> ours;
      case RuntimeException runtime -> throw runtime;
      case Error error -> throw error;
      default -> throw new IllegalStateException(e);
    };
  }
}
