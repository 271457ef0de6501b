/** Pictures with what was found in them drawn on top. */
package dev.soban.vision.draw;
