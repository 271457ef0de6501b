/** Lets pages of other origins ask, from within a browser, as the Fetch standard has it. */
package dev.soban.net.server.cors;
