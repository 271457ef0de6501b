/** Behaviour: what was answered before is answered again, and equal requests run once. */
package dev.soban.core.cache;
