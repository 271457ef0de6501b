/** A client of the Open Inference Protocol that shares no code with the server. */
package dev.soban.cli.acceptance.client;
