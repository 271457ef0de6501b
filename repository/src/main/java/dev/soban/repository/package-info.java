/** Model folders and model.yaml: which versions there are and how each is to be served. */
package dev.soban.repository;
