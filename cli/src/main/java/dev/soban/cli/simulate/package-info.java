/** Commands that try things out on a virtual clock; they need no server. */
package dev.soban.cli.simulate;
