// Plain outputs as tables.

import { element, said } from './dom.js';
import { shapeOf, valueText } from './shapes.js';

const MOST_ROWS = 20;
const MOST_COLUMNS = 12;
const MOST_VALUES = 100;

/** @param {Object<string, any>} outputs nested values by name */
export function tensorsShown(outputs) {
  const parts = Object.entries(outputs).map(([name, values]) => tensor(name, values));
  return element('div', {}, ...parts);
}

function tensor(name, values) {
  const shape = shapeOf(values);
  const caption = said('caption', 'outputShape', { name, shape: `[${shape.join(', ')}]` });
  const rows = shape.length === 2 && shape[1] <= MOST_COLUMNS ? values : lines(values);
  const count = shape.reduce((product, length) => product * length, 1);
  const shown = rows.slice(0, MOST_ROWS);
  const table = element(
    'table',
    { class: 'values-table' },
    caption,
    element('tbody', {}, ...shown.map((row) => cells(row))),
  );
  const box = element('div', { class: 'scroll', role: 'region', tabindex: '0' }, table);
  box.setAttribute('aria-label', name);
  const visible = shown.reduce((sum, row) => sum + row.length, 0);
  return visible < count
    ? element('div', {}, box, said('p', 'moreValues', { shown: visible, count }))
    : box;
}

/** The first values, however deep, in lines of some. */
function lines(values) {
  const flat = [values].flat(Infinity).slice(0, MOST_VALUES);
  const rows = [];
  for (let from = 0; from < flat.length; from += MOST_COLUMNS) {
    rows.push(flat.slice(from, from + MOST_COLUMNS));
  }
  return rows;
}

function cells(row) {
  return element('tr', {}, ...row.map((value) => element('td', {}, valueText(value))));
}
