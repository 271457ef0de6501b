/** Chosen requests and their answers as lines of JSON in files that turn over. */
package dev.soban.server.predictionlog;
