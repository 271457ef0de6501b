/** The pages that Soban serves, in a browser. */
package dev.soban.browser;
