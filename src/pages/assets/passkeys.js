// @ts-check
// Passkeys (WebAuthn) on the sign-in page and on a person's own page. Without this script a key still signs in.

const PROFILE = '/account/profile';

/** @param {ArrayBuffer | null} buffer */
function toBase64Url(buffer) {
  const binary = Array.from(new Uint8Array(buffer ?? new ArrayBuffer(0)), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @param {string} text */
const fromBase64Url = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

/** Posts a form and returns the JSON of the answer. @param {string} path @param {Record<string, string>} fields */
async function send(path, fields) {
  const response = await fetch(`${PROFILE}${path}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(fields),
  });
  // Signed out, or the sign-in is too old for this: the page says so.
  if (response.redirected || response.status === 403) location.reload();
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.json();
}

/** Asks for a passkey. @param {PublicKeyCredentialRequestOptions} options */
async function assertion(options) {
  const credential = await navigator.credentials.get({ publicKey: { ...options, userVerification: 'required' } });
  if (!(credential instanceof PublicKeyCredential)) throw new Error('no passkey');
  const { response } = credential;
  if (!(response instanceof AuthenticatorAssertionResponse)) throw new Error('no assertion');
  return { credential, response };
}

/** @param {PublicKeyCredential} credential @param {AuthenticatorAssertionResponse} response */
const fieldsOf = (credential, response) => ({
  credential_id: toBase64Url(credential.rawId),
  client_data: toBase64Url(response.clientDataJSON),
  authenticator_data: toBase64Url(response.authenticatorData),
  signature: toBase64Url(response.signature),
});

/** @param {HTMLFormElement} form */
async function signIn(form) {
  const { challenge, rp_id: rpId } = await send('/sign-in/challenge', {});
  const { credential, response } = await assertion({ challenge: fromBase64Url(challenge), rpId });
  const { next } = await send('/sign-in/passkey', {
    ...fieldsOf(credential, response),
    user_handle: toBase64Url(response.userHandle),
    next: form.dataset.next ?? '',
  });
  location.assign(next);
}

/** Proves who it is, then sends the form that needed it. @param {HTMLFormElement} form */
async function confirmSignIn(form) {
  const formToken = String(new FormData(form).get('form_token') ?? '');
  const options = await send('/people/me/proof/options', { form_token: formToken });
  const { credential, response } = await assertion({
    challenge: fromBase64Url(options.challenge),
    rpId: options.rp_id,
    allowCredentials: options.allow.map((/** @type {string} */ id) => ({ type: 'public-key', id: fromBase64Url(id) })),
  });
  await send('/people/me/proof', { form_token: formToken, ...fieldsOf(credential, response) });
  form.submit();
}

/** @param {HTMLFormElement} form */
async function register(form) {
  const formToken = String(new FormData(form).get('form_token') ?? '');
  const options = await send('/people/me/passkeys/options', { form_token: formToken });
  const credential = await navigator.credentials.create({
    publicKey: {
      challenge: fromBase64Url(options.challenge),
      rp: { id: options.rp_id, name: 'Aisac' },
      user: { id: fromBase64Url(options.user_handle), name: options.user_name, displayName: options.user_name },
      pubKeyCredParams: [
        { type: 'public-key', alg: -7 },
        { type: 'public-key', alg: -257 },
      ],
      excludeCredentials: options.exclude.map((/** @type {string} */ id) => ({
        type: 'public-key',
        id: fromBase64Url(id),
      })),
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      attestation: 'none',
    },
  });
  if (!(credential instanceof PublicKeyCredential)) throw new Error('no passkey');
  const { response } = credential;
  if (!(response instanceof AuthenticatorAttestationResponse)) throw new Error('no attestation');
  const { next } = await send('/people/me/passkeys', {
    form_token: formToken,
    name: form.dataset.name ?? 'Passkey',
    client_data: toBase64Url(response.clientDataJSON),
    authenticator_data: toBase64Url(response.getAuthenticatorData()),
    public_key: toBase64Url(response.getPublicKey()),
    algorithm: String(response.getPublicKeyAlgorithm()),
  });
  location.assign(next);
}

/** @type {Record<string, ((form: HTMLFormElement) => Promise<void>) | undefined>} */
const ceremonies = { confirm: confirmSignIn, register, 'sign-in': signIn };

/** @param {HTMLFormElement} form */
async function run(form) {
  const failed = document.getElementById('passkey-failed');
  const button = form.querySelector('button');
  if (failed) failed.hidden = true;
  if (button) button.disabled = true;
  try {
    await ceremonies[form.dataset.passkey ?? '']?.(form);
  } catch {
    // Cancelled, unknown to this device, or refused: the same for whoever tries.
    if (failed) failed.hidden = false;
    if (button) {
      button.disabled = false;
      button.focus();
    }
  }
}

if ('PublicKeyCredential' in window) {
  const unsupported = document.getElementById('passkey-unsupported');
  if (unsupported) unsupported.hidden = true;
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    if (!(form instanceof HTMLFormElement)) continue;
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void run(form);
    });
  }
}
