/** What connections have in common: how they are counted, watched, drained and closed. */
package dev.soban.net.server.connection;
