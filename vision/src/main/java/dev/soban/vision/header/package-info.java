/** What a picture says about itself, read without decoding it. */
package dev.soban.vision.header;
