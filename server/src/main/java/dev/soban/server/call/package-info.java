/** What every inference protocol gives the routes: a call read from a body, and its answer. */
package dev.soban.server.call;
