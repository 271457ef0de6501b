/** A picture in, a tensor out. */
package dev.soban.vision;
