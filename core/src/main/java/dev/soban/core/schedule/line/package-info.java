/** What waits for a model, each request in its place, in the order of the policy. */
package dev.soban.core.schedule.line;
