/** What every transport does alike: ids, deadlines, statuses, log lines, readiness. */
package dev.soban.server.transport;
