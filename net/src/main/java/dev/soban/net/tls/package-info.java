/** A server's certificate and key from PEM files, followed as the files change. */
package dev.soban.net.tls;
