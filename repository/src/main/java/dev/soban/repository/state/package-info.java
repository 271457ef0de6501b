/** What the process keeps about models in its data folder: state, audit log, lock. */
package dev.soban.repository.state;
