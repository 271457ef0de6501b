/** Tables on a terminal, also with wide characters. */
package dev.soban.cli.table;
