package dev.soban.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Headers to send, a flat list made for few entries. Not thread-safe; may be sent any number of
 * times while nobody changes it.
 */
public final class HeaderList implements Headers {
  private static final int CRLF = ('\r' << 8) | '\n';

  private HeaderName[] names = new HeaderName[6];
  private String[] values = new String[6];
  private int size;
  private boolean framing;

  public static HeaderList of() {
    return new HeaderList();
  }

  public static HeaderList of(HeaderName name, String value) {
    return new HeaderList().add(name, value);
  }

  /** Appends; refuses a value that would break out of its line or is not ISO 8859-1. */
  public HeaderList add(HeaderName name, String value) {
    checkValue(name, value);
    if (size == names.length) {
      names = Arrays.copyOf(names, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    names[size] = name;
    values[size++] = value;
    framing |= name.framing();
    return this;
  }

  /** Appends every header of another list. */
  public HeaderList addAll(HeaderList more) {
    for (int i = 0; i < more.size; i++) {
      add(more.names[i], more.values[i]);
    }
    return this;
  }

  /** Replaces every value of that name by this one. */
  public HeaderList set(HeaderName name, String value) {
    remove(name);
    return add(name, value);
  }

  public HeaderList remove(HeaderName name) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!names[i].equals(name)) {
        names[kept] = names[i];
        values[kept++] = values[i];
      }
    }
    size = kept;
    return this;
  }

  @Override
  public @Nullable String get(HeaderName name) {
    int index = indexOf(name, 0);
    return index < 0 ? null : values[index];
  }

  @Override
  public @Nullable String get(String name) {
    return get(HeaderName.of(name));
  }

  @Override
  public List<String> all(HeaderName name) {
    List<String> found = new ArrayList<>(1);
    for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 1)) {
      found.add(values[i]);
    }
    return found;
  }

  @Override
  public boolean contains(HeaderName name) {
    return indexOf(name, 0) >= 0;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super String> action) {
    for (int i = 0; i < size; i++) {
      action.accept(names[i].toString(), values[i]);
    }
  }

  /** Each header with its name in lower case. */
  public void forEachText(BiConsumer<? super CharSequence, ? super String> action) {
    for (int i = 0; i < size; i++) {
      action.accept(names[i].text(), values[i]);
    }
  }

  /** A list of its own with the same headers. */
  public HeaderList copy() {
    HeaderList copy = new HeaderList();
    copy.names = names.clone();
    copy.values = values.clone();
    copy.size = size;
    copy.framing = framing;
    return copy;
  }

  /** Whether a header is among these that says where the message or its connection ends. */
  public boolean hasFraming() {
    return framing;
  }

  /** A copy without the headers that say where the message or its connection ends. */
  public HeaderList withoutFraming() {
    HeaderList kept = new HeaderList();
    for (int i = 0; i < size; i++) {
      if (!names[i].framing()) {
        kept.add(names[i], values[i]);
      }
    }
    return kept;
  }

  /** How many bytes {@link #writeTo} writes. */
  public int wireBytes() {
    int bytes = 0;
    for (int i = 0; i < size; i++) {
      bytes += names[i].length() + values[i].length() + 4;
    }
    return bytes;
  }

  /** Writes each header as a line of HTTP/1.1. */
  public void writeTo(ByteBuf out) {
    for (int i = 0; i < size; i++) {
      names[i].writeTo(out);
      ByteBufUtil.writeAscii(out, values[i]);
      out.writeShort(CRLF);
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.toString();
  }

  private int indexOf(HeaderName name, int from) {
    for (int i = from; i < size; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static void checkValue(HeaderName name, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        throw new IllegalArgumentException(
            name + ": character " + (int) c + " (expected: ISO 8859-1 text without line breaks)");
      }
    }
  }
}
