/** Routes, statuses and the way of a request over HTTP. */
package dev.soban.server.http;
