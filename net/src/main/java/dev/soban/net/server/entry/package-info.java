/** How connections begin: they are counted, secured, and given the protocol that they speak. */
package dev.soban.net.server.entry;
