/** What each class and tenant had and may have, and how fast it gets through. */
package dev.soban.core.schedule.share;
