/** The conformance suite on this server, and on servers that are wrong on purpose. */
package dev.soban.cli.acceptance.conformance;
