/** {@code soban infer}: asks a running server. */
package dev.soban.cli.infer;
