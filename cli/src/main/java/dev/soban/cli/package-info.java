/** The soban command. */
package dev.soban.cli;
