/** Model folders, model.yaml and soban.yaml. */
package dev.soban.repository;
