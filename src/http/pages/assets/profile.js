// @ts-check
// What makes the pages better where there is JavaScript; all of them work without.

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
  await navigator.clipboard.writeText(field.value);
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

/**
 * Replaces an element that changes by itself with what its address shows now, unless somebody is using it.
 * @param {HTMLElement} element
 * @param {string | null} known
 */
async function follow(element, known) {
  const { live = '', liveMs = '3000' } = element.dataset;
  let next = element;
  let etag = known;
  if (!document.hidden && !element.contains(document.activeElement)) {
    try {
      const response = await fetch(live, { headers: known === null ? {} : { 'if-none-match': known } });
      if (response.redirected) return location.reload();
      if (response.status === 200) {
        etag = response.headers.get('etag');
        const page = new DOMParser().parseFromString(await response.text(), 'text/html');
        const fresh = page.getElementById(element.id);
        if (fresh && fresh.outerHTML !== element.dataset.shown && !element.contains(document.activeElement)) {
          const shown = fresh.outerHTML;
          offerCopying(fresh);
          keepOpen(element, fresh);
          element.replaceWith(fresh);
          say(fresh.dataset.said, element.dataset.said);
          fresh.dataset.shown = shown;
          next = fresh;
        }
      }
    } catch {
      // The network is away for a moment: the next turn asks again.
    }
  }
  if (next.dataset.live !== undefined) setTimeout(() => follow(next, etag), Number(liveMs));
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
  if (element instanceof HTMLElement) setTimeout(() => follow(element, null), Number(element.dataset.liveMs ?? 3_000));
}
