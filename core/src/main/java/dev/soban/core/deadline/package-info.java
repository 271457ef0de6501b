/** Behaviour: an answer comes in time, or a refusal does. */
package dev.soban.core.deadline;
