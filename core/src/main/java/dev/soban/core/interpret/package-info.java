/** What a model puts out, read row by row into what is served in its place. */
package dev.soban.core.interpret;
