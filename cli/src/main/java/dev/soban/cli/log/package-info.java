/** The log: one line per event on standard error, as text or JSON. */
package dev.soban.cli.log;
