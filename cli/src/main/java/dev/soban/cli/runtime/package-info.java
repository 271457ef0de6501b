/** What loads models and runs them, put together of the other modules' parts. */
package dev.soban.cli.runtime;
