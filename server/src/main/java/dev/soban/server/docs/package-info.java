/**
 * What the inference port tells people and tools of itself: {@code /openapi.json}, and the page
 * {@code /docs} on which models can be tried out.
 */
package dev.soban.server.docs;
