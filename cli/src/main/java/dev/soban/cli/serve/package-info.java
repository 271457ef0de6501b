/** {@code soban serve}. */
package dev.soban.cli.serve;
