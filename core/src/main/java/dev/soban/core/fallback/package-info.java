/** Behaviour: a lesser answer where the model's own cannot be had. */
package dev.soban.core.fallback;
