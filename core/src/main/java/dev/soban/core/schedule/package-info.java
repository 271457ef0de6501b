/** What waits for a model, and which rows of it run next. Decides only: no thread, no clock. */
package dev.soban.core.schedule;
