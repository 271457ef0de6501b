// A row as a form: a field for each value. Numbers are sent in the digits that were typed, as
// JavaScript's own numbers do not hold all of INT64.

import { element, said } from './dom.js';
import { Field } from './field.js';
import { nest, valuesOfRow, valueText } from './shapes.js';

const MOST_FIELDS = 64;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const INTEGER = /^-?\d+$/;
const NOT_NUMBERS = ['NaN', 'Infinity', '-Infinity'];

export class ValuesMode {
  key = 'modeValues';
  node;
  #inputs;
  #single;

  static of(variant) {
    const count = variant.inputs.reduce((sum, { shape }) => sum + valuesOfRow(shape), 0);
    const takes = count <= MOST_FIELDS && variant.inputs.every(({ picture }) => !picture);
    return takes ? new ValuesMode(variant) : null;
  }

  constructor(variant) {
    this.#single = variant.inputs.length === 1;
    this.#inputs = variant.inputs.map((spec) => new RowFields(spec, example(variant, spec)));
    this.node = element('div', {}, ...this.#inputs.map((input) => input.node(this.#single)));
  }

  draft() {
    const filled = this.#inputs.filter((input) => !input.leftOut());
    const texts = filled.map((input) => [input.name, input.json()]);
    const body = this.#single
      ? (texts[0]?.[1] ?? '')
      : `{${texts.map(([name, json]) => `${JSON.stringify(name)}: ${json}`).join(', ')}}`;
    return { headers: { 'Content-Type': 'application/json' }, body, file: '' };
  }

  check() {
    let right = true;
    for (const input of this.#inputs) {
      right = input.check(right) && right;
    }
    return right ? this.draft() : null;
  }
}

/** Values of the first row that the model is known to answer. */
function example(variant, { name, shape }) {
  const rows = variant.inputs.length === 1 ? variant.rows : variant.rows?.[name];
  return rows === undefined ? [] : [rows].flat(Infinity).slice(0, valuesOfRow(shape));
}

/** The fields of one input. */
class RowFields {
  name;
  #spec;
  #inputs;
  #fields;

  constructor(spec, values) {
    this.name = spec.name;
    this.#spec = spec;
    const count = valuesOfRow(spec.shape);
    this.#inputs = Array.from({ length: count }, (unused, index) => {
      const input = element('input', {
        id: `value-${spec.name}-${index}`,
        inputmode: spec.datatype === 'BYTES' || spec.datatype === 'BOOL' ? 'text' : 'decimal',
        autocomplete: 'off',
        spellcheck: 'false',
      });
      input.value = values[index] === undefined ? '' : valueText(values[index]);
      return input;
    });
    this.#fields = this.#inputs.map(
      (input, index) => new Field(element('label', { for: input.id }, this.#label(index)), input),
    );
  }

  #label(index) {
    const { name, columns } = this.#spec;
    if (columns.length > index) {
      return columns[index];
    }
    return this.#inputs.length === 1 ? name : `${name}[${index}]`;
  }

  node(single) {
    const grid = element('div', { class: 'values' }, ...this.#fields.map(({ node }) => node));
    return single
      ? grid
      : element('fieldset', {}, element('legend', {}, this.name, ' ', this.#optional()), grid);
  }

  #optional() {
    return this.#spec.optional ? said('span', 'optional', {}, { class: 'tag' }) : '';
  }

  /** Whether it may be missing, and is. */
  leftOut() {
    return this.#spec.optional && this.#inputs.every(({ value }) => value.trim() === '');
  }

  json() {
    const values = this.#inputs.map(({ value }) => jsonOf(value, this.#spec.datatype));
    return nest(values, this.#spec.shape);
  }

  /** Says what is wrong with each field; moves to the first if all was right until now. */
  check(rightUntilNow) {
    if (this.leftOut()) {
      this.#fields.forEach((field) => field.accept());
      return true;
    }
    let right = true;
    this.#inputs.forEach(({ value }, index) => {
      const wrong = complaint(value, this.#spec.datatype);
      if (wrong === null) {
        this.#fields[index].accept();
      } else {
        this.#fields[index].complain(wrong, {}, rightUntilNow && right);
        right = false;
      }
    });
    return right;
  }
}

function complaint(text, datatype) {
  const value = text.trim();
  if (datatype === 'BYTES') {
    return null;
  }
  if (value === '') {
    return 'fieldNeeded';
  }
  if (datatype === 'BOOL') {
    return value === 'true' || value === 'false' ? null : 'booleanNeeded';
  }
  if (/^U?INT/.test(datatype)) {
    return INTEGER.test(value) ? null : 'integerNeeded';
  }
  return NUMBER.test(value) || NOT_NUMBERS.includes(value) ? null : 'numberNeeded';
}

/** As JSON has it: a number without leading plus, zeros or bare dots, else a string. */
function jsonOf(text, datatype) {
  const value = text.trim();
  if (datatype === 'BYTES') {
    return JSON.stringify(text);
  }
  if (datatype === 'BOOL' || INTEGER.test(value)) {
    return value.replace(/^(-?)0+(?=\d)/, '$1');
  }
  return NUMBER.test(value) ? String(Number(value)) : JSON.stringify(value);
}
