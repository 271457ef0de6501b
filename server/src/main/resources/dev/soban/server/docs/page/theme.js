// Light, dark, or as the system has it.

import { recall, remember } from './memory.js';

const THEMES = ['system', 'light', 'dark'];

export function currentTheme() {
  return recall('theme', THEMES) ?? 'system';
}

export function chooseTheme(chosen) {
  remember('theme', chosen);
  showTheme(chosen);
}

export function showTheme(chosen) {
  if (chosen === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = chosen;
  }
}
