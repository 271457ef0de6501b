/** Behaviour: how many requests are below at once, by a fixed or a learned limit. */
package dev.soban.core.admission;
