// Requests that are typed or pasted as text: CSV, also as a file, and JSON.

import { element, said } from './dom.js';
import { Field } from './field.js';

function textArea(id, text) {
  const area = element('textarea', { id, rows: '6', spellcheck: 'false', autocapitalize: 'off' });
  area.value = text;
  return area;
}

export class CsvMode {
  key = 'modeCsv';
  node;
  #area;
  #field;
  #file = element('input', { type: 'file', id: 'csv-file', accept: '.csv,text/csv' });

  static of(variant) {
    return variant.csv ? new CsvMode(variant.records ?? '') : null;
  }

  constructor(records) {
    this.#area = textArea('csv', records);
    this.#field = new Field(said('label', 'records', {}, { for: 'csv' }), this.#area);
    this.#area.addEventListener('input', () => {
      this.#file.value = '';
    });
    this.node = element(
      'div',
      {},
      this.#field.node,
      element(
        'div',
        { class: 'choice' },
        said('label', 'chooseFile', {}, { for: 'csv-file' }),
        this.#file,
      ),
    );
  }

  /** A file goes as it is, in the charset that the model knows of; what is typed is UTF-8. */
  draft() {
    const file = this.#file.files[0];
    return file === undefined
      ? { headers: { 'Content-Type': 'text/csv; charset=utf-8' }, body: this.#area.value, file: '' }
      : { headers: { 'Content-Type': 'text/csv' }, body: file, file: file.name };
  }

  check() {
    const draft = this.draft();
    if (draft.file === '' && draft.body.trim() === '') {
      this.#field.complain('bodyNeeded', {}, true);
      return null;
    }
    this.#field.accept();
    return draft;
  }
}

export class JsonMode {
  key = 'modeJson';
  node;
  #area;
  #field;

  static of(variant) {
    return new JsonMode(variant.rows === undefined ? '' : JSON.stringify(variant.rows));
  }

  constructor(text) {
    this.#area = textArea('json', text);
    this.#field = new Field(said('label', 'jsonBody', {}, { for: 'json' }), this.#area);
    this.node = this.#field.node;
  }

  draft() {
    return {
      headers: { 'Content-Type': 'application/json' },
      body: this.#area.value.trim(),
      file: '',
    };
  }

  check() {
    const draft = this.draft();
    if (draft.body === '') {
      this.#field.complain('bodyNeeded', {}, true);
      return null;
    }
    try {
      JSON.parse(draft.body);
    } catch (failure) {
      this.#field.complain('badJson', { reason: failure.message }, true);
      return null;
    }
    this.#field.accept();
    return draft;
  }
}
