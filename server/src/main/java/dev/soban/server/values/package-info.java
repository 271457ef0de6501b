/** Plain JSON values as a model's inputs: its types, their nesting as shapes. */
package dev.soban.server.values;
