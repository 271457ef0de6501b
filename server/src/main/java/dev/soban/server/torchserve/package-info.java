/** The routes that clients of TorchServe know, and those of DJL Serving that are the same. */
package dev.soban.server.torchserve;
