// Builds elements. Texts become text nodes, never markup, so that no answer can smuggle any in.

import { translate } from './text.js';

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {string} tag
 * @param {Object<string, any>} attributes functions listen to the event of that name; `text`,
 *     `label` and `placeholder` are keys of texts, which follow the language
 * @param {...(Node|string)} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    set(made, name, value);
  }
  made.append(...children);
  return made;
}

/** An element of a drawing. */
export function drawn(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** An element that is nothing but a text, with values for its gaps. */
export function said(tag, key, values = {}, attributes = {}) {
  const made = element(tag, attributes);
  translate(made, 'text', key, values);
  return made;
}

function set(made, name, value) {
  if (typeof value === 'function') {
    made.addEventListener(name, value);
  } else if (name === 'text' || name === 'label' || name === 'placeholder') {
    translate(made, name, value);
  } else if (value === true) {
    made.setAttribute(name, '');
  } else if (value !== false && value !== undefined) {
    made.setAttribute(name, value);
  }
}
