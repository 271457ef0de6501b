// The best classes as bars, in a table that says the same in words.

import { element, said } from './dom.js';
import { valueText } from './shapes.js';

export function classesShown(classes) {
  const scores = classes.map(({ probability }) => Number(probability));
  const probable = areProbable(classes);
  const rows = classes.map((each, index) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, name(each)),
      element('td', { class: 'bar-cell' }, bar(share(scores, index, probable))),
      element('td', { class: 'number' }, scoreText(each.probability, probable)),
    ),
  );
  return element(
    'table',
    { class: 'classes' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        said('th', 'class', {}, { scope: 'col' }),
        element('td', {}),
        said('th', probable ? 'probability' : 'score', {}, { scope: 'col', class: 'number' }),
      ),
    ),
    element('tbody', {}, ...rows),
  );
}

/** How sure the model is of the best class. */
export function bestScore(classes) {
  return scoreText(classes[0].probability, areProbable(classes));
}

function areProbable(classes) {
  return classes.every(({ probability }) => probability >= 0 && probability <= 1);
}

function name({ label, index }) {
  return label === undefined ? said('span', 'classNumber', { index }) : label;
}

/** Of the whole for probabilities, else of the best score above the worst. */
function share(scores, index, probable) {
  if (probable) {
    return scores[index];
  }
  const worst = Math.min(0, ...scores);
  const span = Math.max(...scores) - worst;
  return span > 0 ? (scores[index] - worst) / span : 0;
}

function scoreText(value, probable) {
  if (!probable) {
    return valueText(value);
  }
  const percent = value * 100;
  return percent > 0 && percent < 0.01 ? '< 0.01 %' : `${percent.toFixed(2)} %`;
}

/** A bar says nothing that the number beside it does not. */
function bar(share) {
  const fill = element('div', { class: 'fill' });
  fill.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return element('div', { class: 'bar', 'aria-hidden': 'true' }, fill);
}
