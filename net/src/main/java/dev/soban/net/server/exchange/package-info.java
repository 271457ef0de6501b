/**
 * A request, its body and its answer, whatever the version of HTTP. Everything here runs on event
 * loops.
 */
package dev.soban.net.server.exchange;
