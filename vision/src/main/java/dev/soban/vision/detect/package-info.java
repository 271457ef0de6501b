/** What detectors put out, read into boxes, scores and classes in pixels of the source picture. */
package dev.soban.vision.detect;
