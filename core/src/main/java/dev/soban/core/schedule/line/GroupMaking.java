package dev.soban.core.schedule.line;

import dev.soban.core.schedule.share.Accounts;
import dev.soban.core.schedule.share.Levels;
import dev.soban.core.schedule.terms.Rules;
import java.util.List;

/** Makes groups whose lines follow the policy; their tenants' accounts are shared by all groups. */
public final class GroupMaking<T> {
  private final Rules rules;
  private final List<Accounts> accounts;

  public GroupMaking(Rules rules, List<Accounts> accounts) {
    this.rules = rules;
    this.accounts = accounts;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // An array cannot be of a generic type.
  public Group<T> group(Object key) {
    Line<T>[] lines = new Line[accounts.size()];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = line(accounts.get(i));
    }
    return new Group<>(key, lines);
  }

  private Line<T> line(Accounts ofClass) {
    return switch (rules.policy()) {
      case ADAPTIVE -> new FairLine<>(ofClass, new Levels(rules.batch()), rules.quantum());
      case FIFO -> new FifoLine<>();
      case ROUND_ROBIN -> new RoundRobinLine<>(rules.quantum());
      case MLFQ -> new FeedbackLine<>(rules.levels());
    };
  }
}
