/** What was decided about models and is kept over restarts. */
package dev.soban.core.lifecycle.state;
