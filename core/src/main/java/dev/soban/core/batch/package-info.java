/** Behaviour: rows that wait share runs of the engine. */
package dev.soban.core.batch;
