/** What the scheduler is told: of each request, and by the settings. */
package dev.soban.core.schedule.terms;
