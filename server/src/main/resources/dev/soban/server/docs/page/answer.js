// What became of a request: the answer in a form that fits it, or why there is none.

import { bestScore, classesShown } from './classes.js';
import { detectionsShown } from './detections.js';
import { element, said } from './dom.js';
import { hasKey } from './server.js';
import { tensorsShown } from './tensors.js';

const MOST_CHARACTERS = 20_000;
const MOST_ROWS = 20;

export class AnswerPanel {
  #status = element('p', { class: 'status', role: 'status' }, said('span', 'noAnswer'));
  #body = element('div', {});

  /** The panel; what it announces is short, what it shows may be long. */
  node = element('div', {}, this.#status, this.#body);

  wait() {
    this.#announce(said('span', 'sending'));
    this.#body.replaceChildren();
  }

  notReached(reason) {
    this.#announce('');
    this.#body.replaceChildren(alert(said('p', 'notReached', { reason })));
  }

  /**
   * @param {{status: number, headers: Headers, text: string, millis: number}} answer
   * @param {Blob|null} picture that was asked about
   */
  show(answer, picture) {
    if (answer.status === 200) {
      const content = JSON.parse(answer.text);
      this.#announce(summary(content, answer.millis));
      this.#body.replaceChildren(shown(content, picture), facts(answer), json(answer.text));
    } else {
      this.#announce('');
      this.#body.replaceChildren(refusal(answer), facts(answer));
    }
  }

  #announce(what) {
    this.#status.replaceChildren(what);
  }
}

function summary(content, millis) {
  const best = content.classes?.[0];
  const values = { millis: millis.toFixed(1) };
  if (best !== undefined) {
    const value = bestScore(content.classes);
    return said('span', 'answeredClass', { ...values, label: best.label ?? best.index, value });
  }
  if (content.detections !== undefined) {
    return said('span', 'answeredDetections', { ...values, count: content.detections.length });
  }
  return said('span', 'answered', values);
}

function shown(content, picture) {
  if (content.classes !== undefined) {
    return classesShown(content.classes);
  }
  if (content.detections !== undefined) {
    return detectionsShown(content, picture);
  }
  if (content.rows !== undefined) {
    return rows(content.rows, picture);
  }
  return tensorsShown(content.outputs ?? {});
}

function rows(all, picture) {
  const parts = all
    .slice(0, MOST_ROWS)
    .flatMap((row, index) => [
      said('h3', 'row', { number: index + 1 }),
      shown(row, all.length === 1 ? picture : null),
    ]);
  if (all.length > MOST_ROWS) {
    parts.push(said('p', 'moreRows', { count: all.length - MOST_ROWS }));
  }
  return element('div', {}, ...parts);
}

/** The server's own words, which are English whatever the page's language. */
function refusal({ status, headers, text }) {
  const key = status < 500 ? 'refused' : 'failed';
  const box = alert(
    said('p', key, { status }),
    element('p', { class: 'words', lang: 'en' }, errorText(text)),
  );
  const seconds = headers.get('Retry-After');
  if (seconds !== null) {
    box.append(said('p', 'retry', { seconds }));
  }
  if (status === 401 && !hasKey()) {
    box.append(said('p', 'keyHint'));
  }
  return box;
}

function errorText(text) {
  try {
    return JSON.parse(text).error ?? text;
  } catch {
    return text;
  }
}

function alert(...children) {
  return element('div', { class: 'alert', role: 'alert' }, ...children);
}

function facts({ headers, millis }) {
  const list = element('dl', { class: 'answer-facts' });
  fact(list, 'time', said('span', 'millis', { millis: millis.toFixed(1) }));
  fact(list, 'requestId', headers.get('X-Request-Id'));
  fact(list, 'cache', headers.get('X-Soban-Cache'));
  fact(list, 'degraded', headers.get('X-Soban-Degraded'));
  return list;
}

function fact(list, key, value) {
  if (value !== null) {
    list.append(element('div', {}, said('dt', key), element('dd', {}, value)));
  }
}

function json(text) {
  const shownText = text.slice(0, MOST_CHARACTERS);
  const block = element('pre', { tabindex: '0', role: 'region', label: 'json' }, shownText);
  const details = element('details', {}, said('summary', 'json'), block);
  if (shownText.length < text.length) {
    details.append(said('p', 'truncated', { count: MOST_CHARACTERS }));
  }
  return details;
}
