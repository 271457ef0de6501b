/** Changes to what is served, asked for over any protocol. */
package dev.soban.server.control;
