package dev.soban.conformance.check;

import java.util.ArrayList;
import java.util.List;

/** The checks of one section in the making. */
public final class CheckList {
  private final Section section;
  private final List<Check> checks = new ArrayList<>();
  private String source = "";

  public CheckList(Section section) {
    this.section = section;
  }

  /** Where the requirements that follow stand. */
  public CheckList source(String place) {
    source = place;
    return this;
  }

  public CheckList must(String id, String states, Trial trial) {
    return add(id, Level.MUST, states, trial);
  }

  public CheckList should(String id, String states, Trial trial) {
    return add(id, Level.SHOULD, states, trial);
  }

  public CheckList extension(String id, String states, Trial trial) {
    return add(id, Level.EXTENSION, states, trial);
  }

  private CheckList add(String id, Level level, String states, Trial trial) {
    checks.add(new Check(id, level, section, states, source, trial));
    return this;
  }

  public List<Check> checks() {
    return List.copyOf(checks);
  }
}
