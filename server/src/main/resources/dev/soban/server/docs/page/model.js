// One model: what it takes and answers, the form to ask it, the answer, the code.

import { AnswerPanel } from './answer.js';
import { CodePanel } from './code.js';
import { element, said } from './dom.js';
import { InputModes } from './modes.js';
import { ask, predictionUrl } from './server.js';
import { shapeShown } from './shapes.js';

export class ModelPanel {
  #model;
  #variant;
  #modes;
  #modesPlace = element('div');
  #signaturePlace = element('div');
  #version = element('select', { id: 'version' });
  #top = numberField('top', '1');
  #timeout = numberField('timeout', '0.1');
  #options = element('div', { class: 'options' });
  #send = element('button', { type: 'submit', class: 'main', text: 'send' });
  #answer = new AnswerPanel();
  #code = new CodePanel();
  #asked = 0;

  constructor(model) {
    this.#model = model;
    this.#variant = model.variants[0];
    this.#fillVersions();
    this.#version.addEventListener('change', () => this.#chooseVersion());
    this.#show();
  }

  /** What the page shows, top down. */
  parts() {
    const { name, description, platform, usual } = this.#model;
    const head = element('div', { class: 'head' }, element('h1', {}, name));
    if (description !== '') {
      head.append(element('p', {}, description));
    }
    if (usual === '') {
      head.append(said('p', 'noUsual', {}, { class: 'notice' }));
    }
    head.append(
      element(
        'div',
        { class: 'facts' },
        element('span', { class: 'tag' }, platform),
        element('span', { class: 'choice' }, said('label', 'version', {}, { for: 'version' }), this.#version),
      ),
    );
    return [
      head,
      element(
        'div',
        { class: 'tiles' },
        section('try', this.#form()),
        section('answer', this.#answer.node),
      ),
      section('code', this.#code.node),
      section('signature', this.#signaturePlace),
    ];
  }

  #form() {
    const form = element(
      'form',
      { novalidate: true, submit: (event) => this.#submit(event), input: () => this.#showCode() },
      this.#modesPlace,
      this.#options,
      this.#send,
    );
    form.addEventListener('change', () => this.#showCode());
    form.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        form.requestSubmit();
      }
    });
    return form;
  }

  #fillVersions() {
    const named = this.#model.variants.flatMap(({ versions }) => versions);
    const aliases = this.#model.variants.flatMap((variant) => variant.aliases);
    const { usual } = this.#model;
    if (usual !== '') {
      this.#version.append(said('option', 'usualVersion', { version: usual }, { value: '' }));
    }
    this.#version.append(
      ...named.map((version) => element('option', { value: version }, version)),
      ...aliases.map((name) => said('option', 'aliasOption', { name }, { value: name })),
    );
  }

  #chooseVersion() {
    const chosen = this.#version.value;
    const variant =
      this.#model.variants.find(
        ({ versions, aliases }) => versions.includes(chosen) || aliases.includes(chosen),
      ) ?? this.#model.variants[0];
    if (variant === this.#variant) {
      this.#showCode();
      return;
    }
    this.#variant = variant;
    this.#show();
  }

  /** Makes anew what depends on the variant. */
  #show() {
    this.#modes = new InputModes(this.#variant, () => this.#showCode());
    this.#modesPlace.replaceChildren(this.#modes.node);
    this.#options.replaceChildren();
    if (this.#variant.answer === 'classification') {
      this.#options.append(labelled('top', this.#top));
      this.#top.placeholder = this.#variant.top;
    }
    this.#options.append(labelled('timeout', this.#timeout));
    this.#signaturePlace.replaceChildren(
      tensors('inputs', this.#variant.inputs),
      tensors('outputs', this.#variant.outputs),
    );
    this.#showCode();
  }

  #showCode() {
    this.#code.show(this.#question(this.#modes.draft()));
  }

  #question({ headers, body, file }) {
    const url = predictionUrl(this.#model.name, this.#version.value);
    const top = this.#top.value.trim();
    if (top !== '' && this.#variant.answer === 'classification') {
      url.searchParams.set('top_k', top);
    }
    const timeout = this.#timeout.value.trim();
    return {
      url,
      headers: timeout === '' ? headers : { ...headers, 'X-Request-Timeout': timeout },
      body,
      file,
    };
  }

  async #submit(event) {
    event.preventDefault();
    const draft = this.#modes.check();
    if (draft === null) {
      return;
    }
    const turn = ++this.#asked;
    const picture = this.#modes.picture();
    this.#answer.wait();
    try {
      const answer = await ask(this.#question(draft));
      // Only the last of several answers is of interest.
      if (turn === this.#asked) {
        this.#answer.show(answer, picture);
      }
    } catch (failure) {
      if (turn === this.#asked) {
        this.#answer.notReached(failure.message);
      }
    }
  }
}

function section(title, ...children) {
  return element(
    'section',
    { class: `part ${title}`, 'aria-labelledby': `${title}-heading` },
    said('h2', title, {}, { id: `${title}-heading` }),
    ...children,
  );
}

function numberField(id, step) {
  return element('input', { id, type: 'number', min: step, step, inputmode: 'decimal' });
}

function labelled(key, field) {
  return element('div', { class: 'choice' }, said('label', key, {}, { for: field.id }), field);
}

function tensors(title, specs) {
  const rows = specs.map((spec) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, spec.name),
      ...(spec.picture ? pictureCells(spec) : plainCells(spec)),
    ),
  );
  const head = ['name', 'datatype', 'shape'].map((key) => said('th', key, {}, { scope: 'col' }));
  return element(
    'div',
    { class: 'scroll', role: 'region', tabindex: '0', label: title },
    element(
      'table',
      {},
      said('caption', title),
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...rows),
    ),
  );
}

function pictureCells({ datatype, shape }) {
  const cell = element('td', { colspan: '2' }, said('span', 'pictureFile'), ' ');
  cell.append(element('code', {}, datatype), ' ', shapeShown(shape));
  return [cell];
}

function plainCells({ datatype, shape, columns = [], optional = false }) {
  const cell = element('td', {}, shapeShown(shape));
  if (columns.length > 0) {
    cell.append(` (${columns.join(', ')})`);
  }
  if (optional) {
    cell.append(' ', said('span', 'optional', {}, { class: 'tag' }));
  }
  return [element('td', {}, element('code', {}, datatype)), cell];
}
