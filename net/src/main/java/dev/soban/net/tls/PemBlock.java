package dev.soban.net.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM file.
 *
 * @param label what stands after BEGIN
 * @param text the lines between BEGIN and END
 */
record PemBlock(String label, String text) {
  private static final Pattern FORM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([^-]*)-----END \\1-----");

  /** Every block of a file; what stands between them is passed over. */
  static List<PemBlock> all(String file) {
    List<PemBlock> blocks = new ArrayList<>();
    Matcher matcher = FORM.matcher(file);
    while (matcher.find()) {
      blocks.add(new PemBlock(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  /** The content; fails with IllegalArgumentException when it is no Base64. */
  byte[] der() {
    return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
  }

  /** Without the content, which may be secret. */
  @Override
  public String toString() {
    return label;
  }
}
