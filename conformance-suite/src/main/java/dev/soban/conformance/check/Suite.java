package dev.soban.conformance.check;

import dev.soban.conformance.subject.Target;
import dev.soban.conformance.verdict.Inapplicable;
import dev.soban.conformance.verdict.Outcome;
import dev.soban.conformance.verdict.Unmet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Tries checks on a server, one after the other. */
public final class Suite {
  private final Target target;

  public Suite(Target target) {
    this.target = target;
  }

  /**
   * @param progress told each result at once
   */
  public List<Result> run(List<Check> checks, Consumer<Result> progress) {
    List<Result> results = new ArrayList<>();
    for (Check check : checks) {
      Result result = new Result(check, outcome(check));
      results.add(result);
      progress.accept(result);
    }
    return results;
  }

  private Outcome outcome(Check check) {
    target.transcript().clear();
    try {
      check.trial().on(target);
      return new Outcome.Passed();
    } catch (Inapplicable inapplicable) {
      return new Outcome.NotApplicable(inapplicable.reason());
    } catch (Unmet unmet) {
      return new Outcome.Failed(unmet.expected(), unmet.came(), target.transcript().exchanges());
    }
  }
}
