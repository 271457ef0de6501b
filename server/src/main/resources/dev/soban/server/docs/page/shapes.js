// Shapes: how they are shown, and how values are put into them.

import { element, said } from './dom.js';

/** As people write it: 1 × 3 × any. */
export function shapeShown(shape) {
  const shown = element('span', { class: 'shape' });
  shape.forEach((length, dimension) => {
    shown.append(dimension > 0 ? ' × ' : '', length === -1 ? said('span', 'any') : String(length));
  });
  return shape.length === 0 ? said('span', 'single') : shown;
}

/** How many values one row of a tensor has; infinitely many where the shape leaves it open. */
export function valuesOfRow(shape) {
  return shape
    .map((length, dimension) => (length === -1 ? (dimension === 0 ? 1 : Infinity) : length))
    .reduce((product, length) => product * length, 1);
}

/** JSON of values, nested as one row of the shape has them. */
export function nest(values, shape) {
  if (shape.length === 0) {
    return values[0];
  }
  const size = values.length / Math.max(1, shape[0] === -1 ? 1 : shape[0]);
  const parts = [];
  for (let from = 0; from < values.length; from += size) {
    parts.push(nest(values.slice(from, from + size), shape.slice(1)));
  }
  return `[${parts.join(', ')}]`;
}

/** The shape that nested values have. */
export function shapeOf(values) {
  const shape = [];
  for (let level = values; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
  }
  return shape;
}

/** Each value as a text, a number in as few digits as tell it apart. */
export function valueText(value) {
  if (typeof value !== 'number' || Number.isInteger(value)) {
    return String(value);
  }
  return String(Number(value.toPrecision(6)));
}
