// @ts-check
// What makes the pages better where there is JavaScript; all of them work without.

/** Nobody waits for what has not changed for so long. */
const LONGEST_MS = 60_000;

/** @param {ParentNode} root */
function offerCopying(root) {
  for (const button of root.querySelectorAll('button[data-copy]')) {
    if (button instanceof HTMLElement) button.hidden = false;
  }
}

document.addEventListener('click', async ({ target }) => {
  const button = target instanceof Element ? target.closest('button[data-copy]') : null;
  if (!(button instanceof HTMLButtonElement)) return;
  const field = document.getElementById(button.dataset.copy ?? '');
  if (!(field instanceof HTMLInputElement)) return;
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Not allowed to: it stays selected, to be copied by hand.
    return;
  }
  const name = button.firstChild;
  const label = name?.textContent ?? '';
  if (!name || label === button.dataset.copied) return;
  name.textContent = button.dataset.copied ?? '';
  setTimeout(() => {
    name.textContent = label;
  }, 2_000);
});

// A button that was pressed once is not pressed again while the answer is on its way.
document.addEventListener('submit', ({ target }) => {
  if (!(target instanceof HTMLFormElement) || target.method !== 'post') return;
  setTimeout(() => {
    for (const button of target.querySelectorAll('button')) button.disabled = true;
  });
});

// A page that the browser has kept is asked for again: the session may have ended meanwhile.
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});

// What somebody has begun to fill in is not put back.
document.addEventListener('input', ({ target }) => {
  const live = target instanceof Element ? target.closest('[data-live]') : null;
  if (live instanceof HTMLElement) live.dataset.touched = '';
});

/**
 * By what the element that has the focus can be found again once its surroundings are replaced; null where it is elsewhere,
 * undefined where it could not be found again.
 * @param {HTMLElement} element
 */
function focusIn(element) {
  const active = document.activeElement;
  if (!active || !element.contains(active)) return null;
  const owner = active.closest('[id]');
  if (!owner || !element.contains(owner)) return undefined;
  const selector = owner === active ? `#${CSS.escape(owner.id)}` : `#${CSS.escape(owner.id)} ${active.localName}`;
  return document.querySelector(selector) === active ? selector : undefined;
}

/**
 * Puts what an element's address shows now in its place; gives what stands there, and how often it is worth asking.
 * @param {HTMLElement} element
 * @param {string} text
 */
function renew(element, text) {
  const fresh = new DOMParser().parseFromString(text, 'text/html').getElementById(element.id);
  const focus = focusIn(element);
  if (!fresh || focus === undefined || 'touched' in element.dataset || fresh.outerHTML === element.dataset.shown) return element;
  const shown = fresh.outerHTML;
  offerCopying(fresh);
  keepOpen(element, fresh);
  element.replaceWith(fresh);
  fresh.dataset.shown = shown;
  const focused = focus === null ? null : document.querySelector(focus);
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  say(fresh.dataset.said, element.dataset.said);
  return fresh;
}

/**
 * Follows an element that changes by itself, ever more seldom while nothing happens, until there is nothing to wait for.
 * @param {HTMLElement} element
 * @param {string | null} known
 * @param {number} afterMs
 */
async function follow(element, known, afterMs) {
  const { live = '', liveMs = '3000' } = element.dataset;
  let [next, etag, nextMs] = [element, known, Math.min(afterMs * 1.2, LONGEST_MS)];
  if (!document.hidden) {
    try {
      const response = await fetch(live, { headers: known === null ? {} : { 'if-none-match': known } });
      if (response.redirected) return location.reload();
      if (response.status === 200) {
        etag = response.headers.get('etag');
        next = renew(element, await response.text());
        // What could not be shown now is asked for whole again.
        if (next === element) etag = null;
        else nextMs = Number(liveMs);
      } else if (response.status >= 400 && response.status < 500 && response.status !== 429) {
        // It is not there any more, or not for us.
        return;
      }
    } catch {
      // The network is away for a moment: the next turn asks again.
    }
  }
  if (next.dataset.live !== undefined) setTimeout(() => follow(next, etag, nextMs), nextMs);
}

/**
 * Tells a screen reader what has changed: of an element that is replaced it would say nothing.
 * @param {string | undefined} now
 * @param {string | undefined} before
 */
function say(now, before) {
  const place = document.getElementById('said');
  if (place && now !== undefined && now !== before) place.textContent = now;
}

/**
 * @param {HTMLElement} before
 * @param {HTMLElement} after
 */
function keepOpen(before, after) {
  for (const opened of before.querySelectorAll('details[open][id]')) {
    const same = after.querySelector(`#${CSS.escape(opened.id)}`);
    if (same instanceof HTMLDetailsElement) same.open = true;
  }
}

offerCopying(document);
for (const element of document.querySelectorAll('[data-live]')) {
  if (!(element instanceof HTMLElement)) continue;
  const everyMs = Number(element.dataset.liveMs ?? 3_000);
  setTimeout(() => follow(element, null, everyMs), everyMs);
}
// What was refused is where one looks first.
const refusal = document.querySelector('[role="alert"]');
if (refusal instanceof HTMLElement) {
  refusal.tabIndex = -1;
  window.addEventListener('load', () => refusal.focus());
}
