/** The one interface: a predictor answers a request; errors, deadlines, cancellation. */
package dev.soban.core.predict;
