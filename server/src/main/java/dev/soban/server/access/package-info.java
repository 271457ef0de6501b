/** Who asks: API keys, what they allow, and whose share of the work a request takes. */
package dev.soban.server.access;
