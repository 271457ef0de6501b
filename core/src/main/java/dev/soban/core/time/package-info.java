/** Elapsed time and delayed actions as parameters, so that tests move them by hand. */
package dev.soban.core.time;
