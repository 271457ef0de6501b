/** Typed, shaped, off-heap memory with counted holders. */
package dev.soban.core.tensor;
