package dev.soban.core.schedule.line;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.schedule.share.Accounts;
import dev.soban.core.schedule.share.Levels;
import dev.soban.core.schedule.terms.Terms;
import org.junit.jupiter.api.Test;

class FairLineTest {
  @Test
  void a_million_tenants_leave_nothing_behind() {
    Accounts accounts = new Accounts(10);
    FairLine<String> line = new FairLine<>(accounts, new Levels(10), 2);
    Waiting<String> always = new Waiting<>("x", Terms.of("group", 1_000_000_000, "always"));
    line.add(always);
    for (int i = 0; i < 1_000_000; i++) {
      Waiting<String> once = new Waiting<>("x", Terms.of("group", 1, "tenant" + i));
      line.add(once);
      once.advance(1);
      line.took(once, 1);
      always.advance(1);
      line.took(always, 1);
    }

    assertThat(accounts.size()).isLessThan(20);
    always.advance(always.rowsWaiting());
    line.took(always, 1);
    assertThat(accounts.size()).isEqualTo(1);
    assertThat(line.isEmpty()).isTrue();
  }
}
