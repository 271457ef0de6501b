/** {@code soban models}: what is in a repository, without a server. */
package dev.soban.cli.models;
