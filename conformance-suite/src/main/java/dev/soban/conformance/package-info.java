/** The command. */
package dev.soban.conformance;
