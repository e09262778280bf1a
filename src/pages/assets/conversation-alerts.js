// @ts-check
// What calls a person to the page: notifications of the browser, and a quiet sound. Both are off until somebody turns them on.
import { byId } from './by-id.js';

/** Turns notifications on this device on and off. @param {HTMLFormElement} form */
async function offerAlerts(form) {
  if (!('serviceWorker' in navigator) || !('PushManager' in window)) return;
  const button = form.querySelector('button');
  const said = form.querySelector('[role="status"]');
  if (!button || !said) return;
  const registration = await navigator.serviceWorker.register('/push-worker.js');
  let subscription = await registration.pushManager.getSubscription();
  const show = () => {
    button.textContent = (subscription ? form.dataset.off : form.dataset.on) ?? '';
    button.setAttribute('aria-pressed', String(subscription !== null));
  };
  /** @param {'on' | 'off'} action @param {PushSubscription} of */
  const tell = async (action, of) => {
    const { endpoint, keys } = of.toJSON();
    const body = new URLSearchParams({ ...keys, endpoint: endpoint ?? '', action, form_token: new FormData(form).get('form_token')?.toString() ?? '' });
    const response = await fetch(form.action, { method: 'POST', body });
    if (response.status !== 204) throw new Error(String(response.status));
  };
  show();
  form.hidden = false;
  button.addEventListener('click', async () => {
    button.disabled = true;
    said.textContent = '';
    try {
      if (subscription) {
        await tell('off', subscription);
        await subscription.unsubscribe();
        subscription = null;
      } else if ((await Notification.requestPermission()) === 'granted') {
        await registration.update();
        const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.vapidKey });
        await tell('on', made);
        subscription = made;
      } else said.textContent = form.dataset.denied ?? '';
    } catch {
      said.textContent = form.dataset.failed ?? '';
    }
    button.disabled = false;
    show();
  });
}

const SOUND_KEY = 'sound';
/** Two soft tones, as [frequency in Hz, start in seconds]. */
const TONES = [
  [660, 0],
  [880, 0.12],
];

/** @type {AudioContext | null} */
let audio = null;
// Browsers play nothing before the user has done something in the page.
function wakeAudio() {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') void audio.resume();
}

function play() {
  if (audio?.state !== 'running') return;
  const now = audio.currentTime;
  for (const [frequency = 0, start = 0] of TONES) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, now + start);
    volume.gain.linearRampToValueAtTime(0.06, now + start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, now + start + 0.3);
    tone.connect(volume).connect(audio.destination);
    tone.start(now + start);
    tone.stop(now + start + 0.32);
  }
}

const isSoundOn = () => {
  try {
    return localStorage.getItem(SOUND_KEY) === 'on';
  } catch {
    return false;
  }
};

/** Offers a sound for customers who begin to wait. @param {HTMLButtonElement} button */
function offerSound(button) {
  if (!('AudioContext' in window)) return;
  const show = () => {
    button.textContent = (isSoundOn() ? button.dataset.off : button.dataset.on) ?? '';
  };
  button.addEventListener('click', () => {
    if (isSoundOn()) localStorage.removeItem(SOUND_KEY);
    else {
      localStorage.setItem(SOUND_KEY, 'on');
      wakeAudio();
      void audio?.resume().then(play);
    }
    show();
  });
  for (const type of ['pointerdown', 'keydown']) {
    document.addEventListener(type, () => {
      if (isSoundOn()) wakeAudio();
    });
  }
  document.addEventListener('news', (event) => {
    if (event instanceof CustomEvent && event.detail.hasNewWaiting && isSoundOn()) play();
  });
  show();
  button.hidden = false;
}

/** Offers both where the browser can do them. */
export function offerBoth() {
  const [alerts, sound] = [byId('alerts', HTMLFormElement), byId('sound', HTMLButtonElement)];
  if (alerts) void offerAlerts(alerts).catch(() => undefined);
  if (sound) offerSound(sound);
}
