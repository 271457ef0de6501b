/** Names, versions, signatures and what a model says of its inputs and outputs. */
package dev.soban.core.model;
