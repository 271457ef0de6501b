package dev.soban.examples.digits;

/** A place on a plane; x grows to the right, y downwards. */
record Point(double x, double y) {}
