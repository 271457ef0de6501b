// Remembers looks, never keys or data, from one visit to the next, where the browser allows it.

const PREFIX = 'soban-';

/** What was remembered, if it is still one of the possible values. */
export function recall(name, possible) {
  try {
    const value = localStorage.getItem(PREFIX + name);
    return possible.includes(value) ? value : null;
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Then it holds for this visit.
  }
}
