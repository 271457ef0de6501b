/** The settings of the process: soban.yaml, variables and flags. */
package dev.soban.repository.server;
