/** Behaviour: what reaches the engine fits its signature. */
package dev.soban.core.validate;
