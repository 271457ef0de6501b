// What the page says, in the language that was chosen. Elements carry the keys of their texts, so
// that another language changes them where they stand and nothing that was typed is lost.

import { english } from './english.js';
import { korean } from './korean.js';
import { recall, remember } from './memory.js';

const LANGUAGES = { en: english, ko: korean };
const ATTRIBUTES = { label: 'aria-label', placeholder: 'placeholder' };

let language = recall('language', Object.keys(LANGUAGES)) ?? preferred();

function preferred() {
  const known = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in LANGUAGES);
  return known ?? 'en';
}

export function currentLanguage() {
  return language;
}

/** @param {'en'|'ko'} chosen */
export function chooseLanguage(chosen) {
  language = chosen;
  remember('language', chosen);
  showLanguage();
}

export function showLanguage() {
  document.documentElement.lang = language;
  for (const name of ['text', ...Object.keys(ATTRIBUTES)]) {
    document.querySelectorAll(`[data-${name}]`).forEach((node) => show(node, name));
  }
}

/** The text of a key, with its gaps filled: `{count}` by values.count. */
export function say(key, values = {}) {
  const text = LANGUAGES[language][key];
  return text.replace(/\{(\w+)\}/g, (gap, name) => String(values[name]));
}

/** Gives an element a text that follows the language. */
export function translate(node, name, key, values = {}) {
  node.dataset[name] = key;
  node.dataset[`${name}Values`] = JSON.stringify(values);
  show(node, name);
}

function show(node, name) {
  const text = say(node.dataset[name], JSON.parse(node.dataset[`${name}Values`] ?? '{}'));
  if (name === 'text') {
    node.textContent = text;
  } else {
    node.setAttribute(ATTRIBUTES[name], text);
  }
}
