// @ts-check
// Keeps what is written and not yet sent in this browser: one draft for each conversation, for 30 days or until the sign-out.
import { byId } from './by-id.js';

const PREFIX = 'draft ';
const KEPT_MS = 30 * 86_400_000;
const conversationId = byId('free', HTMLFormElement)?.dataset.draft ?? '';

/** @typedef {{ at: number, fields: Record<string, string> }} Draft */

/** @param {string} key @returns {Draft | null} */
function read(key) {
  try {
    const { at, fields } = JSON.parse(localStorage.getItem(key) ?? '');
    if (typeof at === 'number' && Date.now() - at < KEPT_MS && fields instanceof Object) return { at, fields };
  } catch {
    // No draft, or one that is not readable.
  }
  return null;
}

/** @returns {(HTMLInputElement | HTMLTextAreaElement)[]} */
const fields = () => [...document.querySelectorAll('.composer textarea[id], .composer input[type="text"][id]')].filter(
  (field) => field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement,
);

/** Keeps what the fields of the composer hold now. */
export function keepDraft() {
  if (conversationId === '') return;
  const written = fields().filter(({ value }) => value.trim() !== '').map(({ id, value }) => [id, value]);
  try {
    if (written.length === 0) localStorage.removeItem(PREFIX + conversationId);
    else localStorage.setItem(PREFIX + conversationId, JSON.stringify({ at: Date.now(), fields: Object.fromEntries(written) }));
  } catch {
    // The browser stores nothing: the draft stays in the page only.
  }
}

/** Puts the draft back into empty fields. */
export function restoreDraft() {
  const draft = read(PREFIX + conversationId);
  for (const field of fields()) {
    const kept = draft?.fields[field.id];
    if (field.value === '' && typeof kept === 'string') field.value = kept;
  }
}

/** @returns {string[]} */
function draftKeys() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    // The browser stores nothing.
    return [];
  }
}

/** Marks the conversations of the list that have a draft, except the open one. */
export function markDrafts() {
  const label = document.querySelector('.list-column')?.getAttribute('data-draft') ?? '';
  for (const key of draftKeys()) {
    const draft = read(key);
    if (draft === null) localStorage.removeItem(key);
    const id = key.slice(PREFIX.length);
    const tags = id === conversationId || !draft?.fields.text ? null : document.querySelector(`#item-${CSS.escape(id)} .tags`);
    if (!tags || tags.querySelector('.draft')) continue;
    const tag = document.createElement('span');
    tag.className = 'tag draft';
    tag.textContent = label;
    tags.prepend(tag);
  }
}
