// The request as a line of curl and as Python without any library.

import { element, said } from './dom.js';
import { hasKey } from './server.js';

const LONGEST_BODY = 2_000;
const BODY_FILE = 'request.txt';

export class CodePanel {
  #curl = new CodeBlock('curl');
  #python = new CodeBlock('Python');
  #status = element('p', { class: 'status', role: 'status' });
  node = element('div', {}, this.#curl.node, this.#python.node, this.#status);

  constructor() {
    this.#curl.copied = this.#python.copied = (key) =>
      this.#status.replaceChildren(said('span', key));
  }

  /** @param {import('./server.js').Question} question */
  show(question) {
    const small = withFile(question);
    this.#curl.show(curl(small));
    this.#python.show(python(small));
  }
}

/** Bodies that are too long to read stand in a file. */
function withFile(question) {
  return typeof question.body === 'string' && question.body.length > LONGEST_BODY
    ? { ...question, file: BODY_FILE }
    : question;
}

function curl({ url, headers, body, file }) {
  const parts = ['curl'];
  for (const [name, value] of Object.entries(headers)) {
    parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  }
  if (hasKey()) {
    parts.push('-H "Authorization: Bearer $SOBAN_API_KEY"');
  }
  parts.push(`--data-binary ${quoted(file === '' ? body : `@${file}`)}`);
  parts.push(quoted(url.href));
  return parts.join(' \\\n  ');
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function python({ url, headers, body, file }) {
  const lines = ['import json'];
  const entries = Object.entries(headers).map(
    ([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`,
  );
  if (hasKey()) {
    lines.push('import os');
    entries.push('    "Authorization": "Bearer " + os.environ["SOBAN_API_KEY"],');
  }
  lines.push('import urllib.request', '');
  if (file === '') {
    lines.push(`body = ${JSON.stringify(body)}.encode()`);
  } else {
    lines.push(`with open(${JSON.stringify(file)}, "rb") as file:`, '    body = file.read()');
  }
  lines.push(
    'headers = {',
    ...entries,
    '}',
    `request = urllib.request.Request(${JSON.stringify(url.href)}, body, headers)`,
    'with urllib.request.urlopen(request) as answer:',
    '    print(json.load(answer))',
  );
  return lines.join('\n');
}

class CodeBlock {
  #text = element('code', {});
  node;
  copied = () => {};

  constructor(kind) {
    const copy = said('button', 'copy', { kind }, { type: 'button' });
    copy.addEventListener('click', () => this.#copy());
    const block = element('pre', { tabindex: '0', role: 'region' }, this.#text);
    block.setAttribute('aria-label', kind);
    this.node = element(
      'figure',
      { class: 'code' },
      element('figcaption', {}, element('span', {}, kind), copy),
      block,
    );
  }

  show(text) {
    this.#text.textContent = text;
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#text.textContent);
      this.copied('copied');
    } catch {
      // Not every browser lets pages copy, none does so without TLS from afar.
      this.copied('notCopied');
    }
  }
}
