/** Triton's config.pbtxt: read, checked, and said in Soban's own terms; knows no model folder. */
package dev.soban.repository.triton;
