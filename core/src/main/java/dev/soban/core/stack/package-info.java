/** The one place that sees all behaviours and puts them in order. */
package dev.soban.core.stack;
