// @ts-check
// Tells whoever writes that somebody else writes, has answered or has taken the conversation, before a second answer is sent.
import { byId } from './by-id.js';

/** A beacon while somebody types: it holds for 30 seconds at the server. */
const BEACON_MS = 15_000;
/** Somebody who has seen the warning for this long sends in spite of it. */
const READ_MS = 1_000;

const text = byId('text', HTMLTextAreaElement);
const others = () => byId('others', HTMLElement);
const isWriting = () => text !== null && text.value.trim() !== '';
const seenFields = () => [...document.querySelectorAll('.composer input[name="last_seen"]')].filter((field) => field instanceof HTMLInputElement);
const lastSeen = () => seenFields()[0]?.value ?? '';

/** @param {string | undefined} id */
function setSeen(id) {
  for (const field of seenFields()) field.value = id ?? '';
}

let assigneeSeen = others()?.dataset.assignee;
let warnedAt = Infinity;
let saidOf = '';

/** Shows what others have done since the writing began. To be called after each renewal of the page's parts. */
export function showColleagues() {
  const place = others();
  if (!place) return;
  if (!isWriting()) {
    setSeen(place.dataset.last);
    assigneeSeen = place.dataset.assignee;
  }
  const [answered, taken] = [place.querySelector('.answered'), place.querySelector('.taken')];
  const isAnswered = answered instanceof HTMLElement && isWriting() && (answered.dataset.answer ?? '') > lastSeen();
  if (answered instanceof HTMLElement) answered.hidden = !isAnswered;
  if (taken instanceof HTMLElement) taken.hidden = !isWriting() || place.dataset.assignee === assigneeSeen;
  const send = byId('send', HTMLButtonElement);
  if (send) send.textContent = (isAnswered ? send.dataset.anyway : send.dataset.send) ?? '';
  if (!isAnswered) warnedAt = Infinity;
  else if (warnedAt === Infinity) warnedAt = performance.now();
  hideOldTyping(place);
  // Screen readers are told once of each warning.
  const said = [...place.querySelectorAll('p')].filter(({ hidden }) => !hidden).map(({ textContent }) => textContent).join(' ');
  const sayer = byId('said', HTMLElement);
  if (sayer && said !== saidOf && said !== '') sayer.textContent = said;
  saidOf = said;
}

/** @param {HTMLElement} place */
function hideOldTyping(place) {
  for (const line of place.querySelectorAll('.typing')) {
    if (!(line instanceof HTMLElement) || line.dataset.hides) continue;
    line.dataset.hides = 'yes';
    setTimeout(() => {
      line.hidden = true;
    }, Number(line.dataset.leftMs));
  }
}

/** Whoever has read the warning has seen the answer; else the server refuses the message once. */
export function acceptWarning() {
  if (performance.now() - warnedAt >= READ_MS) setSeen(others()?.dataset.last);
}

/** The message was refused because of an answer, which is shown now. */
export function showRefusal() {
  warnedAt = -READ_MS;
}

let beaconAt = -BEACON_MS;
/** Tells the others, and the customer, that somebody writes. */
export function tellTyping() {
  const [form, send] = [byId('free', HTMLFormElement), byId('send', HTMLButtonElement)];
  if (!form || !isWriting() || send?.disabled || performance.now() - beaconAt < BEACON_MS) return;
  beaconAt = performance.now();
  const token = new FormData(form).get('form_token')?.toString() ?? '';
  const body = new URLSearchParams({ form_token: token });
  void fetch(form.action.replace(/\/messages$/, '/typing'), { method: 'POST', body }).catch(() => undefined);
}

/** A message was sent: the next one is announced anew. */
export function stopTyping() {
  beaconAt = -BEACON_MS;
}
