// A picture to send: chosen, dropped, pasted, or the sample.

import { element, said } from './dom.js';
import { samplePicture } from './server.js';

const KILO = 1024;

export class PictureMode {
  key = 'modePicture';
  node;
  #changed;
  #file = null;
  #input = element('input', {
    type: 'file',
    id: 'picture',
    accept: 'image/*',
    'aria-describedby': 'picture-more picture-wrong',
  });
  #preview = element('div', { class: 'preview' });
  #complaint = element('p', { class: 'complaint', id: 'picture-wrong', role: 'alert' });

  static of(variant, changed) {
    return variant.picture ? new PictureMode(changed) : null;
  }

  constructor(changed) {
    this.#changed = changed;
    this.#input.addEventListener('change', () => this.#take(this.#input.files[0]));
    const drop = element(
      'div',
      { class: 'drop' },
      this.#preview,
      this.#input,
      said('label', 'choosePicture', {}, { for: 'picture', class: 'button' }),
      said('span', 'dropPicture', {}, { id: 'picture-more' }),
    );
    const sample = element('button', { type: 'button', text: 'samplePicture' });
    sample.addEventListener('click', async () => this.#take(await samplePicture()));
    this.node = element('div', {}, drop, sample, this.#complaint);
    this.#acceptDrops(drop);
    this.#acceptPaste();
  }

  #acceptDrops(drop) {
    drop.addEventListener('dragover', (event) => {
      event.preventDefault();
      drop.classList.add('over');
    });
    drop.addEventListener('dragleave', () => drop.classList.remove('over'));
    drop.addEventListener('drop', (event) => {
      event.preventDefault();
      drop.classList.remove('over');
      this.#take(event.dataTransfer.files[0]);
    });
  }

  /** The document is what gets pastes; it forgets about this when the next model is shown. */
  #acceptPaste() {
    const paste = (event) => {
      if (this.node.isConnected) {
        this.#take(event.clipboardData.files[0]);
      }
    };
    document.addEventListener('paste', paste);
    addEventListener('hashchange', () => document.removeEventListener('paste', paste), {
      once: true,
    });
  }

  #take(file) {
    if (file === undefined) {
      return;
    }
    this.#file = file;
    this.#complaint.replaceChildren();
    this.#show(file);
    this.#changed();
  }

  #show(file) {
    const image = element('img', {});
    const caption = said('figcaption', 'fileFacts', { name: file.name, size: sizeText(file.size) });
    const figure = element('figure', {}, image, caption);
    image.alt = file.name;
    image.addEventListener('load', () => URL.revokeObjectURL(image.src), { once: true });
    image.addEventListener('error', () => image.replaceWith(said('p', 'noPreview')), {
      once: true,
    });
    image.src = URL.createObjectURL(file);
    this.#preview.replaceChildren(figure);
  }

  draft() {
    const named = this.#file === null ? 'picture.png' : this.#file.name;
    const type = this.#file === null ? 'image/png' : this.#file.type;
    return {
      headers: { 'Content-Type': type.startsWith('image/') ? type : 'application/octet-stream' },
      body: this.#file ?? '',
      file: named,
    };
  }

  check() {
    if (this.#file === null) {
      this.#complaint.replaceChildren(said('span', 'noPicture'));
      this.#input.focus();
      return null;
    }
    return this.draft();
  }

  picture() {
    return this.#file;
  }
}

/** A file's size as people say it. */
function sizeText(bytes) {
  if (bytes < KILO) {
    return `${bytes} B`;
  }
  const kilo = bytes / KILO;
  return kilo < KILO ? `${kilo.toFixed(1)} KB` : `${(kilo / KILO).toFixed(1)} MB`;
}
