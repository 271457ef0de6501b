/** {@code soban keys}: makes API keys. */
package dev.soban.cli.keys;
