// What was found in a picture, drawn over it and listed in a table.

import { drawn, element, said } from './dom.js';
import { valueText } from './shapes.js';
import { translate } from './text.js';

const COLOURS = 6;
const LABEL_PART = 38;

/**
 * @param {{detections: Array, width: number, height: number}} content
 * @param {Blob|null} picture in whose pixels the boxes are
 */
export function detectionsShown({ detections, width, height }, picture) {
  if (detections.length === 0) {
    return said('p', 'nothingFound');
  }
  const parts = [table(detections)];
  if (picture !== null && width > 0 && height > 0) {
    parts.unshift(drawing(detections, width, height, picture));
  }
  return element('div', {}, ...parts);
}

function drawing(detections, width, height, picture) {
  const image = element('img', { alt: '' });
  image.addEventListener('load', () => URL.revokeObjectURL(image.src), { once: true });
  // Upright as the model saw it: browsers turn pictures by the same EXIF data.
  image.src = URL.createObjectURL(picture);
  const boxes = detections.map((each, index) => box(each, index, width, height));
  const overlay = drawn('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img' }, ...boxes);
  translate(overlay, 'label', 'detectionsAlt');
  return element('figure', { class: 'found' }, image, overlay);
}

function box({ box: [left, top, right, bottom], keypoints, ...rest }, index, width, height) {
  const longest = Math.max(width, height);
  const size = longest / LABEL_PART;
  // Within the picture: below the upper edge of what touches the top, towards the left at the right.
  const y = top < size * 1.3 ? top + size : top - size / 4;
  const atRight = left > width * 0.7;
  const place = { x: atRight ? right : left, y, 'text-anchor': atRight ? 'end' : 'start' };
  const group = drawn('g', { class: `colour-${colour(rest, index)}` });
  group.append(
    drawn('rect', { x: left, y: top, width: right - left, height: bottom - top }),
    drawn('text', { ...place, 'font-size': size }, `${name(rest)} ${percent(rest.score)}`),
    ...(keypoints ?? []).map(([x, y]) => drawn('circle', { cx: x, cy: y, r: longest / 200 })),
  );
  return group;
}

/** Alike for what is alike. */
function colour({ class: number }, index) {
  return (number ?? index) % COLOURS;
}

function name({ label, class: number }) {
  return label ?? String(number ?? '');
}

function percent(score) {
  return `${(score * 100).toFixed(0)} %`;
}

function table(detections) {
  const head = ['class', 'score', 'box'].map((key) => said('th', key, {}, { scope: 'col' }));
  const rows = detections.map((each) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, name(each)),
      element('td', {}, percent(each.score)),
      element('td', {}, each.box.map((edge) => valueText(Math.round(edge))).join(', ')),
    ),
  );
  return element(
    'div',
    { class: 'scroll', role: 'region', tabindex: '0', label: 'answer' },
    element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...rows),
    ),
  );
}
