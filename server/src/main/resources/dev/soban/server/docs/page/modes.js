// The ways to fill in a request, of which one is chosen: a picture, values, CSV, JSON.

import { element, said } from './dom.js';
import { PictureMode } from './picture.js';
import { CsvMode, JsonMode } from './typed.js';
import { ValuesMode } from './values.js';

/**
 * What a mode has to send, complete or not.
 *
 * @typedef {{headers: Object<string, string>, body: string|Blob, file: string}} Draft
 */

export class InputModes {
  #place = element('div', { class: 'mode' });
  #chosen;

  /** The choice and what belongs to it. */
  node;

  /**
   * @param {() => void} changed is told when a draft changed otherwise than by typing
   */
  constructor(variant, changed) {
    const modes = [PictureMode, ValuesMode, CsvMode, JsonMode]
      .map((mode) => mode.of(variant, changed))
      .filter((mode) => mode !== null);
    this.node = element(
      'div',
      {},
      element(
        'fieldset',
        { class: 'modes' },
        said('legend', 'mode'),
        ...modes.map((mode, index) => this.#radio(mode, index === 0)),
      ),
      this.#place,
    );
    this.#choose(modes[0]);
  }

  #radio(mode, checked) {
    const id = `mode-${mode.key}`;
    const radio = element('input', { type: 'radio', name: 'mode', id, checked });
    radio.addEventListener('change', () => this.#choose(mode));
    return element('span', { class: 'radio' }, radio, said('label', mode.key, {}, { for: id }));
  }

  #choose(mode) {
    this.#chosen = mode;
    this.#place.replaceChildren(mode.node);
  }

  /** @return {Draft} */
  draft() {
    return this.#chosen.draft();
  }

  /**
   * What is to be sent; null when something is missing or wrong, which is then said.
   *
   * @return {Draft|null}
   */
  check() {
    return this.#chosen.check();
  }

  /** The picture that is sent; null when none is. */
  picture() {
    return this.#chosen.picture?.() ?? null;
  }
}
