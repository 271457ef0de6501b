/** The routes of the Open Inference Protocol, below {@code /v2}. */
package dev.soban.server.v2;
