/** The route {@code /predictions}: a picture, CSV or plain JSON in, plain JSON out. */
package dev.soban.server.predictions;
