/** Bodies of {@code multipart/form-data}, as RFC 7578 and RFC 2046 describe them. */
package dev.soban.server.multipart;
