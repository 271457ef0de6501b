/** The pieces of Netty that server and client both stand on. */
package dev.soban.net.wire;
