/** Answers requests beforehand, so that a model's cache holds what will be asked. */
package dev.soban.server.prewarm;
