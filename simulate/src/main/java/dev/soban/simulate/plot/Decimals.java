package dev.soban.simulate.plot;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as text, the same in every country. */
final class Decimals {
  private Decimals() {}

  static String of(double value, int decimals) {
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
  }
}
