/**
 * HTTP/2 behind the server's three types, on Netty's codec. Everything here runs on event loops.
 */
package dev.soban.net.server.http2;
