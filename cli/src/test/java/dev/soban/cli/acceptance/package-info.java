/** The whole program against real models and pictures, asked over HTTP. */
package dev.soban.cli.acceptance;
