import type { SetUpResult } from '../../../db/schema';
import type { JsonObject } from '../../../shared/json/json';
import type { MetaCalls, Refusal } from './meta-calls';
import { done, notDone } from './set-up-steps';

const HOUR_MS = 3_600_000;
/** Meta allows ten registrations in 72 hours, and then none for as long. */
const TOO_OFTEN_MS = 72 * HOUR_MS;
/** A registered number may be shown as not connected for a while. */
const REGISTERING_MS = 600_000;

export type Registration = {
  result: SetUpResult;
  registeredAt: number | null;
  registerAfter: number | null;
  /** Meta has refused the PIN: it is another one. */
  isPinWrong: boolean;
};
type Earlier = Pick<Registration, 'registeredAt' | 'registerAfter'> & { result: SetUpResult | undefined };

function refusedResult({ metaCode, code, detail }: Refusal, now: number): Omit<Registration, 'registeredAt'> {
  if (metaCode === 133005) {
    const text =
      'The number has another PIN: connect again with that `pin`, or turn off two-step verification in WhatsApp Manager';
    return { result: notDone('failed', 'merchant', 'pin_wrong', text), registerAfter: null, isPinWrong: true };
  }
  if (metaCode === 133016) {
    const registerAfter = now + TOO_OFTEN_MS;
    const text = `The number was registered too often: Meta allows it again after ${new Date(registerAfter).toISOString()}`;
    const result = notDone('waiting', 'meta', 'registered_too_often', text, { at: registerAfter });
    return { result, registerAfter, isPinWrong: false };
  }
  if (metaCode === 133006) return { result: unverified(), registerAfter: null, isPinWrong: false };
  if (metaCode === 133008 || metaCode === 133009) {
    const registerAfter = now + HOUR_MS;
    const text = 'Wrong PINs were tried too often: try again in an hour';
    return { result: notDone('waiting', 'meta', 'pin_tried_too_often', text), registerAfter, isPinWrong: true };
  }
  const text = `Meta does not register the number: ${detail}`;
  return { result: notDone('failed', 'merchant', code, text), registerAfter: null, isPinWrong: false };
}

const unverified = () =>
  notDone(
    'to_do',
    'merchant',
    'number_unverified',
    'Verify the number in WhatsApp Manager with the code that Meta sends',
  );

/** Returns the result for a number that must not be registered now; null for one that is to be registered. */
function withoutCall(
  { status, code_verification_status: verified, is_on_biz_app: onApp, is_pin_enabled: hasPin }: JsonObject,
  { registeredAt, registerAfter, result }: Earlier,
  { isPinKnown, isPinGiven, now }: { isPinKnown: boolean; isPinGiven: boolean; now: number },
): SetUpResult | null {
  if (status === 'CONNECTED') {
    const detail = 'The number is registered';
    if (result?.code === 'pin_changed' && !isPinGiven) return done('us', result.detail, 'pin_changed');
    return onApp === true
      ? done('us', `${detail}, and in use in the WhatsApp Business app too`, 'coexistence')
      : done('us', detail);
  }
  if (onApp === true) {
    const detail = 'The number is in use in the WhatsApp Business app: remove it there first, or use another number';
    return notDone('to_do', 'merchant', 'coexistence', detail);
  }
  if (verified === 'NOT_VERIFIED' || verified === 'EXPIRED') return unverified();
  if (registerAfter !== null && registerAfter > now && result) return result;
  if (registeredAt !== null && now - registeredAt < REGISTERING_MS) {
    return notDone(
      'waiting',
      'meta',
      'registering',
      'The number was registered, and Meta does not show it as connected yet',
    );
  }
  const isPinUnknown =
    !isPinKnown && !isPinGiven && hasPin !== false && (hasPin === true || result?.code === 'pin_wrong');
  if (!isPinUnknown) return null;
  const detail =
    'The number has a PIN: connect again with it as `pin`, or turn off two-step verification in WhatsApp Manager';
  return notDone('to_do', 'merchant', result?.code === 'pin_wrong' ? 'pin_wrong' : 'pin_needed', detail);
}

/** Registers a number that is verified and not registered yet, with the PIN that `claimPin` has stored before. */
export async function registerNumber(
  { asUser }: { asUser: MetaCalls },
  {
    phoneNumberId,
    number,
    earlier,
    isPinKnown,
    isPinGiven,
    now,
    claimPin,
  }: {
    phoneNumberId: string;
    number: JsonObject;
    earlier: Earlier;
    isPinKnown: boolean;
    isPinGiven: boolean;
    now: number;
    claimPin: () => Promise<string>;
  },
): Promise<Registration> {
  const { registeredAt, registerAfter } = earlier;
  const known = withoutCall(number, earlier, { isPinKnown, isPinGiven, now });
  if (known) return { result: known, registeredAt, registerAfter, isPinWrong: false };
  asUser.requireChanges();
  const pin = await claimPin();
  const answer = await asUser.post(`${encodeURIComponent(phoneNumberId)}/register`, {
    messaging_product: 'whatsapp',
    pin,
  });
  if (answer.kind === 'refused') return { registeredAt, ...refusedResult(answer, now) };
  return { result: done('us', 'The number is registered'), registeredAt: now, registerAfter: null, isPinWrong: false };
}
