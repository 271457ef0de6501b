/** The table of all routes of the inference port. */
package dev.soban.server.routes;
