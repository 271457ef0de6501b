/** Test data: where they are, and the models folders made of them. */
package dev.soban.cli.acceptance.data;
