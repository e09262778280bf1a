// @ts-check
// Progressive enhancement of the conversations: reading and answering work without this script.
import { byId } from './by-id.js';
import { offerBoth } from './conversation-alerts.js';
import { acceptWarning, showColleagues, showRefusal, stopTyping, tellTyping } from './conversation-colleagues.js';
import { keepDraft, markDrafts, restoreDraft } from './conversation-drafts.js';
import { shrunk } from './shrink-photo.js';

/** The parts of the page that change by themselves. */
const LIVE_IDS = ['conversation-list', 'chat-head', 'stream', 'window', 'others', 'side'];
const MINUTE_MS = 60_000;
/** WhatsApp's limit of a photo, and our own of a PDF. */
const [MAX_PHOTO_BYTES, MAX_PDF_BYTES] = [5_000_000, 15_000_000];
const loadedAt = performance.now();

const stream = () => byId('stream', HTMLElement);
const text = byId('text', HTMLTextAreaElement);

function toEnd() {
  const list = stream();
  if (list) list.scrollTop = list.scrollHeight;
}

/** Whether a part may be replaced: not while the user types or chooses in it. @param {HTMLElement} part */
function isFree(part) {
  const active = document.activeElement;
  const isUsed = active instanceof HTMLElement && part.contains(active) && active.matches('select, input, textarea, button, summary');
  return !isUsed && !part.querySelector('details.menu[open]');
}

/** @param {Document} fresh */
function renew(fresh) {
  for (const id of LIVE_IDS) {
    const [before, after] = [byId(id, HTMLElement), fresh.getElementById(id)];
    if (!before || !after || before.dataset.html === after.outerHTML || !isFree(before)) continue;
    const html = after.outerHTML;
    const focused = before.contains(document.activeElement) ? document.activeElement?.id : '';
    const fromEnd = before.scrollHeight - before.scrollTop - before.clientHeight;
    const top = before.scrollTop;
    before.replaceWith(after);
    after.dataset.html = html;
    after.scrollTop = id === 'stream' && fromEnd < 80 ? after.scrollHeight : top;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }
  shownAt = performance.now();
  showTimeLeft();
  showColleagues();
  markDrafts();
}

let shownAt = loadedAt;
let isLoading = false;
async function load() {
  if (isLoading || document.hidden) {
    isStale = true;
    return;
  }
  isLoading = true;
  isStale = false;
  try {
    const response = await fetch(location.href.replace(/([?&])done=\w+&?/, '$1'), { headers: { 'aisac-renews': 'yes' } });
    if (response.redirected) return location.reload();
    if (response.ok) renew(new DOMParser().parseFromString(await response.text(), 'text/html'));
  } catch {
    isStale = true;
  } finally {
    isLoading = false;
  }
}
let isStale = false;
document.addEventListener('news', () => void load());
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && isStale) void load();
});

/** Counts down to the end of the window by the server's clock; at its end, templates take the place of free text. */
function showTimeLeft() {
  const state = byId('window', HTMLElement);
  const send = byId('send', HTMLButtonElement);
  if (!state || !send || !state.dataset.leftMs) return;
  const left = Number(state.dataset.leftMs) - (performance.now() - shownAt);
  const minutes = Math.max(0, Math.ceil(left / MINUTE_MS));
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  const words = (h > 0 ? state.dataset.hours : state.dataset.minutes) ?? '';
  const place = state.querySelector('.left');
  if (place) place.textContent = words.replace('{h}', String(h)).replace('{m}', String(m));
  const isClosed = left <= 0;
  send.disabled = isClosed;
  byId('composer', HTMLElement)?.classList.toggle('closed', isClosed);
  const [open, closed] = [state.querySelector('.open-window'), state.querySelector('.closed-window')];
  if (open instanceof HTMLElement) open.hidden = isClosed;
  if (!(closed instanceof HTMLElement) || !isClosed || !closed.hidden) return;
  closed.hidden = false;
  const templates = byId('templates', HTMLDetailsElement);
  if (templates) templates.open = true;
}
setInterval(showTimeLeft, 1_000);

restoreDraft();
document.addEventListener('input', ({ target }) => {
  if (!(target instanceof Element) || !target.closest('.composer')) return;
  keepDraft();
  if (target !== text) return;
  showColleagues();
  tellTyping();
});

/** @param {string} why */
function showUnsent(why) {
  const place = byId('unsent', HTMLElement);
  if (!place) return;
  place.textContent = why;
  place.hidden = why === '';
  if (why !== '') place.setAttribute('role', 'alert');
}

/**
 * Sends a form without leaving the page. The client id stays until the server has the message, so that trying again sends
 * nothing twice.
 * @param {HTMLFormElement} form
 * @param {BodyInit} body
 */
async function send(form, body) {
  const unsent = byId('unsent', HTMLElement);
  const buttons = [...form.querySelectorAll('button')];
  for (const button of buttons) button.disabled = true;
  try {
    const response = await fetch(form.action, { method: 'POST', body });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (!response.ok) {
      const said = page.querySelector('#thread [role="alert"]')?.textContent?.trim();
      showUnsent(said || (unsent?.dataset.other ?? ''));
      if (!page.getElementById('thread')) return;
      showRefusal();
      renew(page);
      return toEnd();
    }
    if (!page.getElementById('thread')) return location.reload();
    showUnsent('');
    form.reset();
    const id = form.querySelector('input[name="client_id"]');
    if (id instanceof HTMLInputElement) id.value = crypto.randomUUID();
    for (const menu of document.querySelectorAll('.composer details.menu[open]')) if (menu instanceof HTMLDetailsElement) menu.open = false;
    if (form.id === 'free' && text) text.value = '';
    keepDraft();
    stopTyping();
    renew(page);
    toEnd();
    text?.focus();
  } catch {
    showUnsent(unsent?.dataset.network ?? '');
  } finally {
    for (const button of buttons) button.disabled = false;
    showTimeLeft();
  }
}

/** @param {HTMLFormElement} form */
async function sendFile(form) {
  const body = new FormData(form);
  const chosen = body.get('file');
  if (!(chosen instanceof File)) return;
  let file = chosen;
  if (chosen.type !== 'application/pdf') {
    try {
      if (!chosen.type.startsWith('image/') || chosen.type === 'image/svg+xml') throw new Error('no photo');
      file = await shrunk(chosen);
    } catch {
      return showUnsent(form.dataset.kind ?? '');
    }
  }
  if (file.size > (file.type === 'application/pdf' ? MAX_PDF_BYTES : MAX_PHOTO_BYTES)) return showUnsent(form.dataset.size ?? '');
  body.set('file', file);
  await send(form, body);
}

document.addEventListener(
  'submit',
  (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.closest('.composer')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    acceptWarning();
    if (form.id === 'file-form') void sendFile(form);
    else void send(form, new URLSearchParams(/** @type {any} */ (new FormData(form))));
  },
  true,
);

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element)) return;
  const reply = target.closest('[data-insert]');
  if (reply instanceof HTMLElement && text) {
    const menu = byId('quick-replies', HTMLDetailsElement);
    if (menu) menu.open = false;
    text.focus();
    text.setRangeText(reply.dataset.insert ?? '', text.selectionStart, text.selectionEnd, 'end');
    text.dispatchEvent(new Event('input', { bubbles: true }));
    return;
  }
  // One menu is open at a time; a click beside it closes it.
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (menu instanceof HTMLDetailsElement && !menu.contains(target) && menu.id !== 'templates') menu.open = false;
  }
});

/** @param {number} by */
function moveInList(by) {
  const items = [...document.querySelectorAll('a.item')];
  const active = document.activeElement;
  const at = active instanceof Element && items.includes(active) ? items.indexOf(active) : items.findIndex((item) => item.hasAttribute('aria-current'));
  const next = items[Math.min(Math.max(at + by, 0), items.length - 1)];
  if (next instanceof HTMLElement) next.focus();
}

/** @type {Record<string, () => boolean>} */
const KEYS = {
  j: () => (moveInList(1), true),
  k: () => (moveInList(-1), true),
  '/': () => {
    const menu = byId('quick-replies', HTMLDetailsElement);
    if (!menu) return false;
    menu.open = true;
    const first = menu.querySelector('[data-insert], summary');
    if (first instanceof HTMLElement) first.focus();
    return true;
  },
  s: () => {
    const field = byId('search', HTMLInputElement);
    field?.select();
    return field !== null;
  },
  e: () => {
    const button = byId('finish', HTMLButtonElement);
    button?.click();
    return button !== null;
  },
  '?': () => {
    const help = byId('help', HTMLDetailsElement);
    if (help) help.open = !help.open;
    return help !== null;
  },
  Enter: () => {
    if (document.activeElement !== document.body || !text) return false;
    text.focus();
    return true;
  },
};
document.addEventListener('keydown', (event) => {
  const { target, key } = event;
  if (event.isComposing || event.altKey) return;
  const isField = target instanceof HTMLElement && target.matches('input, textarea, select');
  if (key === 'Escape') {
    for (const menu of document.querySelectorAll('details.menu[open]')) if (menu instanceof HTMLDetailsElement) menu.open = false;
    if (isField) target.blur();
    return;
  }
  if (isField) {
    if (target.id === 'search' || key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const form = target.closest('form');
    const button = form?.querySelector('button');
    if (form && button && !button.disabled) form.requestSubmit(button);
    return;
  }
  if (event.ctrlKey || event.metaKey) return;
  if (Object.hasOwn(KEYS, key) && KEYS[key]?.()) event.preventDefault();
});

offerBoth();
toEnd();
showTimeLeft();
showColleagues();
markDrafts();
