/** A version is tried out before it answers: warm-up, and whether rows stay apart. */
package dev.soban.core.lifecycle.trial;
