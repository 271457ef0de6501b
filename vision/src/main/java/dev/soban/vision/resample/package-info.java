/** Fits decoded pixels to the model's size and writes them as its tensor. */
package dev.soban.vision.resample;
