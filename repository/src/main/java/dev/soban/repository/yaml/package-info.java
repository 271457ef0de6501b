/** YAML read as nodes that know where they stand, so that every error has a line and column. */
package dev.soban.repository.yaml;
