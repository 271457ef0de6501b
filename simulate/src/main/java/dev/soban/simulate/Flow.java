package dev.soban.simulate;

import dev.soban.core.schedule.terms.Priority;

/**
 * Requests of one kind, which arrive at random and independently of one another.
 *
 * @param part which line of the report they are counted in; "" for the workload's only one
 * @param minRows of a request; every size up to {@code maxRows} is as likely
 * @param load rows that they ask for, as a share of what the workers can carry
 * @param bursts whether they come in bursts
 */
record Flow(
    String part,
    String tenant,
    Priority priority,
    int minRows,
    int maxRows,
    double load,
    Bursts bursts) {

  static Flow of(int minRows, int maxRows, double load) {
    return new Flow("", "", Priority.NORMAL, minRows, maxRows, load, Bursts.NONE);
  }

  Flow in(String anotherPart) {
    return new Flow(anotherPart, tenant, priority, minRows, maxRows, load, bursts);
  }

  Flow from(String anotherTenant) {
    return new Flow(part, anotherTenant, priority, minRows, maxRows, load, bursts);
  }

  Flow at(Priority another) {
    return new Flow(part, tenant, another, minRows, maxRows, load, bursts);
  }

  Flow with(Bursts others) {
    return new Flow(part, tenant, priority, minRows, maxRows, load, others);
  }

  /** Tells flows apart, the same way in every workload. */
  long key() {
    return (tenant + ' ' + priority + ' ' + minRows + ' ' + maxRows).hashCode();
  }

  double meanRows() {
    return (minRows + maxRows) / 2.0;
  }
}
