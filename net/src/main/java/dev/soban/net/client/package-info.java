/** An asynchronous HTTP/1.1 client with a pool of kept connections and whole bodies. */
package dev.soban.net.client;
