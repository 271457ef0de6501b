package dev.soban.net;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** A header's name, in lower case, with its bytes made ready once. Keep names in constants. */
public final class HeaderName {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  private static final Set<String> FRAMING =
      Set.of("connection", "content-length", "transfer-encoding");

  public static final HeaderName ACCEPT_ENCODING = of("accept-encoding");
  public static final HeaderName ALLOW = of("allow");
  public static final HeaderName CONNECTION = of("connection");
  public static final HeaderName CONTENT_ENCODING = of("content-encoding");
  public static final HeaderName CONTENT_LENGTH = of("content-length");
  public static final HeaderName CONTENT_TYPE = of("content-type");
  public static final HeaderName EXPECT = of("expect");
  public static final HeaderName HOST = of("host");
  public static final HeaderName RETRY_AFTER = of("retry-after");
  public static final HeaderName TRACEPARENT = of("traceparent");
  public static final HeaderName TRANSFER_ENCODING = of("transfer-encoding");
  public static final HeaderName VARY = of("vary");
  public static final HeaderName X_REQUEST_ID = of("x-request-id");

  private final AsciiString text;
  private final byte[] linePrefix;
  private final boolean framing;

  private HeaderName(String name) {
    text = AsciiString.cached(name);
    linePrefix = (name + ": ").getBytes(StandardCharsets.US_ASCII);
    framing = FRAMING.contains(name);
  }

  /** The name in lower case; refuses what RFC 9110 does not allow in a name. */
  public static HeaderName of(String name) {
    boolean token = !name.isEmpty() && name.chars().allMatch(HeaderName::tokenCharacter);
    if (!token) {
      throw new IllegalArgumentException(
          "name: '" + name + "' (expected: letters, digits and " + TOKEN_MARKS + ")");
    }
    return new HeaderName(name.toLowerCase(Locale.ROOT));
  }

  /** The name in the form in which received headers are looked up fastest. */
  public CharSequence text() {
    return text;
  }

  /** Writes {@code name: } as it stands on the wire. */
  public void writeTo(ByteBuf out) {
    out.writeBytes(linePrefix);
  }

  /** Whether it says where a message or its connection ends. */
  boolean framing() {
    return framing;
  }

  public int length() {
    return text.length();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeaderName name && name.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private static boolean tokenCharacter(int c) {
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    boolean digit = c >= '0' && c <= '9';
    return letter || digit || TOKEN_MARKS.indexOf(c) >= 0;
  }
}
