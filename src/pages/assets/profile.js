// @ts-check
// Progressive enhancement: every page works without this script.

/** The longest interval between two polls. */
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
    // The browser denied access to the clipboard: the value stays selected, to be copied by hand.
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

// Signing out leaves no drafts of answers in this browser.
document.addEventListener('submit', ({ target }) => {
  if (!(target instanceof HTMLFormElement) || !target.action.endsWith('/account/profile/sign-out')) return;
  for (const key of Object.keys(localStorage)) if (key.startsWith('draft ')) localStorage.removeItem(key);
});

// A form is submitted once: its buttons are disabled until the response arrives.
document.addEventListener('submit', ({ target, submitter }) => {
  if (!(target instanceof HTMLFormElement) || target.method !== 'post') return;
  submitter?.setAttribute('aria-busy', 'true');
  setTimeout(() => {
    for (const button of target.querySelectorAll('button')) button.disabled = true;
  });
});

/**
 * Shows a page that asks before an action as a dialog.
 * @param {HTMLAnchorElement} link
 * @param {string} text
 */
function openDialog(link, text) {
  const page = new DOMParser().parseFromString(text, 'text/html');
  const section = page.getElementById('confirm');
  if (!section) return location.assign(link.href);
  const [dialog, title] = [document.createElement('dialog'), document.createElement('h2')];
  title.id = 'dialog-title';
  title.textContent = page.querySelector('h1')?.textContent ?? '';
  dialog.setAttribute('aria-labelledby', title.id);
  dialog.append(title, ...section.childNodes);
  dialog.querySelector('[data-cancel]')?.addEventListener('click', (event) => {
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener('close', () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener('click', async (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[data-confirm]') : null;
  if (!(link instanceof HTMLAnchorElement) || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const response = await fetch(link.href);
    if (!response.ok || response.redirected) return location.assign(link.href);
    openDialog(link, await response.text());
  } catch {
    location.assign(link.href);
  }
});

// A link to a form that is folded away opens it.
function openTarget() {
  const target = location.hash === '' ? null : document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
}
window.addEventListener('hashchange', openTarget);
openTarget();

// A page from the back/forward cache is reloaded: the session may have ended.
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});

// A live element is not replaced once the user has typed in it.
document.addEventListener('input', ({ target }) => {
  const live = target instanceof Element ? target.closest('[data-live]') : null;
  if (live instanceof HTMLElement) live.dataset.touched = '';
});

/**
 * Returns a selector that finds the focused element again after its surroundings are replaced; null if the focus is
 * elsewhere, undefined if there is no such selector.
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
 * Replaces an element by its current version from the server; returns the new element and the delay until the next poll.
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
 * Polls an element that changes on the server, with a growing interval while nothing changes, until the server says that it
 * is final.
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
        // The response was not shown: fetch it in full next time.
        if (next === element) etag = null;
        else nextMs = Number(liveMs);
      } else if (response.status >= 400 && response.status < 500 && response.status !== 429) {
        // The element is gone or no longer accessible.
        return;
      }
    } catch {
      // A network error: the next poll retries.
    }
  }
  if (next.dataset.live !== undefined) setTimeout(() => follow(next, etag, nextMs), nextMs);
}

/**
 * Announces a change to screen readers, which do not notice that an element was replaced.
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
// Scroll to the first error of a rejected form.
const refusal = document.querySelector('[role="alert"]');
if (refusal instanceof HTMLElement) {
  refusal.tabIndex = -1;
  window.addEventListener('load', () => refusal.focus());
}

/** How often a page asks for news of conversations: where they are shown, and anywhere else. */
const [INBOX_MS, ELSEWHERE_MS] = [4_000, 30_000];
const newsLink = document.querySelector('[data-news]');

/** @param {number} waiting */
function showWaiting(waiting) {
  const text = waiting > 99 ? '99+' : String(waiting);
  const count = newsLink?.querySelector('.count');
  if (count instanceof HTMLElement) {
    count.textContent = text;
    count.hidden = waiting === 0;
  }
  const title = document.title.replace(/^\(\d+\+?\) /, '');
  document.title = waiting === 0 ? title : `(${text}) ${title}`;
}

/**
 * Polls for news of conversations until the session ends; a hidden page asks less often. `news` is dispatched on the document.
 * @param {HTMLElement} link
 */
function pollNews(link) {
  let tag = link.dataset.newsTag ?? '';
  let waitingBefore = Number.parseInt(link.querySelector('.count')?.textContent ?? '0', 10);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const pause = () => (document.querySelector('[data-inbox]') && !document.hidden ? INBOX_MS : ELSEWHERE_MS);
  async function ask() {
    clearTimeout(timer);
    try {
      const headers = new Headers(tag === '' ? [] : [['if-none-match', tag]]);
      const response = await fetch(link.dataset.news ?? '', { headers, redirect: 'manual' });
      // Signed out, or the key may no longer read conversations.
      if (response.type === 'opaqueredirect' || response.status === 403) return;
      if (response.status === 200) {
        const isFirst = tag === '';
        tag = response.headers.get('etag') ?? '';
        const { waiting } = await response.json();
        showWaiting(waiting);
        const hasNewWaiting = waiting > waitingBefore;
        waitingBefore = waiting;
        if (!isFirst) document.dispatchEvent(new CustomEvent('news', { detail: { hasNewWaiting } }));
      }
    } catch {
      // A network error: the next poll retries.
    }
    timer = setTimeout(ask, pause());
  }
  timer = setTimeout(ask, tag === '' ? 0 : pause());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void ask();
  });
}
if (newsLink instanceof HTMLElement) pollNews(newsLink);
