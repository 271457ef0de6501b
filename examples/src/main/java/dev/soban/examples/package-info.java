/** The models that ship, and the code that trains them. */
package dev.soban.examples;
