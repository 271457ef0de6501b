/**
 * The digits model: digits are drawn as pen strokes, distorted, put in the middle of a picture, and
 * learned by a small network.
 */
package dev.soban.examples.digits;
