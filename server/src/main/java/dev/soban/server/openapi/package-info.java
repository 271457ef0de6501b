/**
 * What the inference port offers, as an OpenAPI 3.1 document that is generated from the loaded
 * models: their paths, the schemas of what they take and answer, and examples that work.
 */
package dev.soban.server.openapi;
