// Asks the server this page came from. The key is held here and nowhere else.

const BASE = new URL('../', document.baseURI);

let key = '';

export function useKey(text) {
  key = text.trim();
}

export function hasKey() {
  return key !== '';
}

/** What the server offers, as its own description says it. */
export async function describe() {
  const answer = await fetch(new URL('openapi.json', BASE), { headers: credentials() });
  if (!answer.ok) {
    throw new Refused(answer.status, await answer.text());
  }
  return answer.json();
}

export async function samplePicture() {
  const answer = await fetch('sample.png');
  return new File([await answer.blob()], 'sample.png', { type: 'image/png' });
}

/** Why the server did not say what was asked. */
export class Refused extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

/**
 * A question: where to, with which headers and which body.
 *
 * @typedef {{url: URL, headers: Object<string, string>, body: string|Blob, file: string}} Question
 *     `file` is the name of the file that is the body, or empty
 */

/** The address at which a model is asked. */
export function predictionUrl(model, version) {
  const path = version === '' ? `predictions/${model}` : `predictions/${model}/${version}`;
  return new URL(path, BASE);
}

/**
 * @param {Question} question
 * @return {Promise<{status: number, headers: Headers, text: string, millis: number}>}
 */
export async function ask(question) {
  const begun = performance.now();
  const answer = await fetch(question.url, {
    method: 'POST',
    headers: { ...question.headers, ...credentials() },
    body: question.body,
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    millis: performance.now() - begun,
  };
}

function credentials() {
  return key === '' ? {} : { Authorization: `Bearer ${key}` };
}
