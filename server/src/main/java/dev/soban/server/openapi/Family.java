package dev.soban.server.openapi;

/** Routes of one protocol that ask a model for predictions. */
interface Family {
  /** Adds the paths of a variant of a model, with the schemas that they use. */
  void describe(Variant variant, Examples examples, Parts parts);
}
