/** Decodes pictures: the seam between formats and resizing, and its ImageIO side. */
package dev.soban.vision.decode;
