/** Behaviour: encoded inputs, as pictures, become rows of tensors. */
package dev.soban.core.prepare;
