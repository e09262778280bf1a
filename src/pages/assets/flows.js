// @ts-check
// Draws the chat of a flow while its settings are typed, and shows a wide diagram from its start. Without this script a button does
// the one, and scrolling the other.

const QUIET_MS = 500;

/** @type {AbortController | null} */
let running = null;

/**
 * Replaces the preview by that of the form as it is; a refused or failed call leaves it as it was.
 * @param {HTMLFormElement} form
 */
async function draw(form) {
  running?.abort();
  running = new AbortController();
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
  try {
    const response = await fetch(form.dataset.preview ?? '', { method: 'POST', body, signal: running.signal });
    if (response.redirected || !response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('preview');
    if (fresh) document.getElementById('preview')?.replaceWith(fresh);
  } catch {
    // A later change draws it again.
  }
}

/**
 * Whether something was typed before this script ran, or kept by the browser over a reload.
 * @param {HTMLFormElement} form
 */
const isChanged = (form) =>
  [...form.elements].some(
    (field) =>
      (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) &&
      (field.value !== field.defaultValue || (field instanceof HTMLInputElement && field.checked !== field.defaultChecked)),
  );

for (const form of document.querySelectorAll('form[data-preview]')) {
  if (!(form instanceof HTMLFormElement)) continue;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => draw(form), QUIET_MS);
  });
  if (isChanged(form)) void draw(form);
}

for (const picture of document.querySelectorAll('[data-start]')) {
  picture.closest('details')?.addEventListener('toggle', () => {
    if (picture instanceof HTMLElement) picture.scrollLeft = Number(picture.dataset.start) - picture.clientWidth / 2;
  });
}
