/** What was found in pictures, in the words of {@code /predictions}. */
package dev.soban.server.detection;
