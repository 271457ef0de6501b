/** Inference protocols over HTTP, and the admin port. */
package dev.soban.server;
