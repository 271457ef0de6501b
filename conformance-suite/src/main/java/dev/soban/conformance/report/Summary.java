package dev.soban.conformance.report;

import dev.soban.conformance.check.Level;
import dev.soban.conformance.check.Result;
import java.util.List;

/** How many checks ended how. */
public record Summary(long passed, long failed, long failedMust, long notApplicable) {
  public static Summary of(List<Result> results) {
    long passed = results.stream().filter(Result::passed).count();
    long failed = results.stream().filter(Result::failed).count();
    long failedMust =
        results.stream()
            .filter(Result::failed)
            .filter(result -> result.check().level() == Level.MUST)
            .count();
    return new Summary(passed, failed, failedMust, results.size() - passed - failed);
  }

  @Override
  public String toString() {
    String which = failed == 0 ? "" : " (" + failedMust + " of them MUST)";
    return passed
        + " passed, "
        + failed
        + " failed"
        + which
        + ", "
        + notApplicable
        + " not applicable";
  }
}
