/** The Open Inference Protocol, version 2, over REST, with its extensions. */
package dev.soban.server.oip;
