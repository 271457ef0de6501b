/** What the inference protocol tells of the server and its models, over any transport. */
package dev.soban.server.document;
