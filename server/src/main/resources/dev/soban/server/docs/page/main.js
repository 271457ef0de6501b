// The page: the list of models, and the one that is looked at.

import { element, said } from './dom.js';
import { ModelPanel } from './model.js';
import { describe, Refused, useKey } from './server.js';
import { chooseLanguage, currentLanguage, showLanguage } from './text.js';
import { chooseTheme, currentTheme, showTheme } from './theme.js';

const main = document.getElementById('main');
const list = document.getElementById('models');
const keyField = document.getElementById('key');

let models = [];
let shown = '';

function start() {
  setUp('theme', currentTheme(), chooseTheme);
  setUp('language', currentLanguage(), chooseLanguage);
  showTheme(currentTheme());
  showLanguage();
  keyField.addEventListener('change', () => {
    useKey(keyField.value);
    load();
  });
  document.getElementById('reload').addEventListener('click', load);
  addEventListener('hashchange', showChosen);
  load();
}

function setUp(id, value, choose) {
  const select = document.getElementById(id);
  select.value = value;
  select.addEventListener('change', () => choose(select.value));
}

async function load() {
  models = [];
  shown = '';
  list.replaceChildren();
  notice('loading');
  try {
    models = (await describe())['x-soban-models'];
  } catch (failure) {
    showFailure(failure);
    return;
  }
  if (models.length === 0) {
    notice('noModels');
    return;
  }
  list.append(...models.map(entry));
  showChosen();
}

function showFailure(failure) {
  if (failure instanceof Refused && (failure.status === 401 || failure.status === 403)) {
    notice('keyNeeded');
    keyField.focus();
  } else {
    notice('notReached', { reason: failure.message });
  }
}

function notice(key, values = {}) {
  main.replaceChildren(said('p', key, values, { class: 'notice', role: 'status' }));
}

function entry(model) {
  const link = element('a', { href: `#/${model.name}` }, element('span', {}, model.name));
  if (model.description !== '') {
    link.append(element('small', {}, model.description));
  }
  return element('li', {}, link);
}

/** The model that the address names; other addresses within the page, as the skip link, change nothing. */
function showChosen() {
  const asked = location.hash.startsWith('#/') ? location.hash.slice(2) : shown;
  const model = models.find(({ name }) => name === asked) ?? models[0];
  if (model === undefined || model.name === shown) {
    return;
  }
  shown = model.name;
  document.title = `${model.name} · Soban`;
  for (const link of list.querySelectorAll('a')) {
    if (link.hash === `#/${shown}`) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
  main.replaceChildren(...new ModelPanel(model).parts());
}

start();
