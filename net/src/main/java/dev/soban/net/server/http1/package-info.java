/** HTTP/1.0 and HTTP/1.1 behind the server's three types. Everything here runs on event loops. */
package dev.soban.net.server.http1;
