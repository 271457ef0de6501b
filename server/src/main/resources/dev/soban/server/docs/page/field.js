// A field and what is wrong with it.

import { element, said } from './dom.js';

/** A field with room for what is wrong with it. */
export class Field {
  #input;
  #complaint;

  /** The label, the field and the complaint. */
  node;

  /**
   * @param {Node} label
   * @param {HTMLElement} input with an id
   */
  constructor(label, input) {
    this.#input = input;
    this.#complaint = element('p', { class: 'complaint', id: `${input.id}-wrong` });
    this.node = element('div', { class: 'field' }, label, input, this.#complaint);
  }

  /** Says what is wrong, and moves there if nothing before was wrong. */
  complain(key, values, first) {
    this.#complaint.replaceChildren(said('span', key, values));
    this.#input.setAttribute('aria-invalid', 'true');
    this.#input.setAttribute('aria-describedby', this.#complaint.id);
    if (first) {
      this.#input.focus();
    }
  }

  accept() {
    this.#complaint.replaceChildren();
    this.#input.removeAttribute('aria-invalid');
    this.#input.removeAttribute('aria-describedby');
  }
}
