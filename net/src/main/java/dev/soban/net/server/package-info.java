/** The HTTP server: a handler gets a request's head, its body and a writer for the answer. */
package dev.soban.net.server;
