/** Behaviour: what keeps failing is left alone for a while. */
package dev.soban.core.breaker;
