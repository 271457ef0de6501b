package dev.soban.core.lifecycle;

/** Whether a served version still answers, as those who watch it say. Thread-safe. */
public final class Health {
  private volatile String trouble = "";

  /** What is wrong; empty when nothing is. */
  public String trouble() {
    return trouble;
  }

  void recovered() {
    trouble = "";
  }

  void troubled(String why) {
    trouble = why;
  }
}
