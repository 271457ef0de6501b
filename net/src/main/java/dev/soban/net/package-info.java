/** HTTP on Netty: server and client. */
package dev.soban.net;
