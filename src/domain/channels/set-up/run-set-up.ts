import type { AuditDraft } from '../../../db/accounts/audit';
import type { Channel } from '../../../db/channels/channels';
import type { SetUpResult, StoredSetUp } from '../../../db/schema';
import { aadFor } from '../../../shared/crypto/encryption';
import { AppError } from '../../../shared/errors/app-error';
import type { JsonObject } from '../../../shared/json/json';
import { textOrNull } from '../../../shared/json/read-json';
import type { Deps } from '../../ports';
import { withLease } from '../../with-lease';
import { wakeSuspendedRuns } from '../wake-suspended-runs';
import { type FoundNumber, findNumbers } from './find-numbers';
import { MetaUnavailable, type makeMetaCalls } from './meta-calls';
import { newPin } from './new-pin';
import { proveToken, type TokenProof } from './prove-token';
import { readNumber, readOptional } from './read-number';
import { registerNumber } from './register-number';
import { done, notDone, type SetUpStepId } from './set-up-steps';
import { type Callback, isSamePlace, setWebhook } from './set-webhook';
import { subscribeApp } from './subscribe-app';

export const ACCOUNT_FIELDS =
  'id,name,currency,country,account_review_status,business_verification_status,ownership_type';
const CONTROL_FIELDS = 'is_on_biz_app,is_pin_enabled';
export const LIMIT_FIELDS = 'whatsapp_business_manager_messaging_limit,webhook_configuration';

export type SetUpDeps = Pick<
  Deps,
  'channels' | 'encryptor' | 'engine' | 'idempotency' | 'log' | 'now' | 'sleep' | 'unsentMessages' | 'whatsapp'
>;
type Calls = ReturnType<typeof makeMetaCalls>;
export type SetUpRun = {
  channel: Channel;
  appId: string;
  accessToken: string;
  calls: Calls;
  callback: Callback;
  /** What connecting has found already; a later run finds it again, and so does one that has waited for another: the number has changed. */
  found: { proof: Extract<TokenProof, { ok: true }>; number: FoundNumber | null } | null;
  isPinGiven: boolean;
  /** The entry of a run of its own; a run that is part of connecting has that entry. */
  audit: AuditDraft | null;
};

/** Returns the result of the step at which Meta could not be asked. */
function stoppedResult({ reason, code, retryAfterMs }: MetaUnavailable): SetUpResult {
  if (reason === 'look_only') return notDone('to_do', 'us', 'not_begun', 'Check again, and it is done at Meta');
  if (reason === 'call_limit') return notDone('to_do', 'us', 'call_limit', 'Check again to continue');
  if (reason === 'unavailable') {
    return notDone(
      'failed',
      'meta',
      'meta_unavailable',
      `Meta could not be reached (${code}): check again in a few minutes`,
    );
  }
  const minutes = retryAfterMs === null ? 60 : Math.ceil(retryAfterMs / 60_000);
  return notDone(
    'waiting',
    'meta',
    'meta_busy',
    `Meta allows no more calls now (${code}): check again in ${minutes} minutes`,
  );
}

const callbackOf = (configuration: JsonObject): string =>
  typeof configuration.phone_number === 'string' ? configuration.phone_number : '';

/** Runs the steps in their order, and records the result of each in `setUp`. Throws MetaUnavailable at the step of `at`. */
async function runSteps(
  deps: SetUpDeps,
  { channel, appId, accessToken, calls, callback, found, isPinGiven }: SetUpRun,
  setUp: StoredSetUp,
  at: (step: SetUpStepId) => void,
): Promise<{ isPinWrong: boolean }> {
  const { accountId, channelId, phoneNumberId, wabaId } = channel;
  const { asUser } = calls;
  const { results } = setUp;
  at('access_token');
  if (appId === '') {
    const detail = 'Meta does not say which app made the token: connect the number again, with the app’s id';
    results.app = notDone('to_do', 'merchant', 'app_id_unknown', detail);
    return { isPinWrong: false };
  }
  const proof = found?.proof ?? (await proveToken(calls, { appId, accessToken }));
  if (!proof.ok) {
    const step = proof.member === 'app_secret' ? 'app' : 'access_token';
    results[step] = notDone('failed', 'merchant', proof.code, proof.detail);
    return { isPinWrong: false };
  }
  results.app = done('merchant', 'The app secret belongs to the app');
  results.access_token = proof.result;

  at('number');
  const search = found?.number
    ? ({ ok: true, numbers: [found.number] } as const)
    : await findNumbers(calls, { accountIds: [wabaId], userId: null, phoneNumberId });
  const number = search.ok ? search.numbers[0] : undefined;
  if (!number) {
    const problem = search.ok
      ? { code: 'number_not_found', detail: 'The WhatsApp Business Account does not have the number' }
      : search;
    results.number = notDone('failed', 'merchant', problem.code, problem.detail);
    return { isPinWrong: false };
  }
  const accountAnswer = await asUser.get(`${encodeURIComponent(wabaId)}?fields=${ACCOUNT_FIELDS}`);
  const account = accountAnswer.kind === 'ok' ? (accountAnswer.body as JsonObject) : {};
  const control = await readOptional(asUser, phoneNumberId, CONTROL_FIELDS);
  const limits = await readOptional(asUser, phoneNumberId, LIMIT_FIELDS);
  const { name, currency } = account;
  Object.assign(setUp.number, number.fields, control, limits, {
    account_name: name ?? null,
    currency: currency ?? null,
  });
  results.number = done('us', textOrNull(number.fields.display_phone_number) ?? phoneNumberId);

  at('webhook');
  const webhook = await setWebhook(calls, appId, callback);
  results.webhook = webhook.result;
  at('subscription');
  results.subscription = await subscribeApp(
    calls,
    { wabaId, appId, needsOwnCallback: webhook.isOurs === false },
    callback,
  );
  const own = callbackOf((limits.webhook_configuration ?? {}) as JsonObject);
  if (own !== '' && !isSamePlace(own, callback.url)) {
    const detail = `The number's messages go to ${own.slice(0, 200)}, which another system has set, and stays: remove it there`;
    results.subscription = notDone('failed', 'merchant', 'callback_taken', detail, { url: own.slice(0, 200) });
  }

  at('registration');
  const registration = await registerNumber(calls, {
    phoneNumberId,
    number: { ...number.fields, ...control },
    earlier: { ...setUp, result: results.registration },
    isPinKnown: channel.pin !== null,
    isPinGiven,
    now: deps.now(),
    claimPin: async () => {
      const aad = aadFor(channelId, 'pin');
      const claimed = await deps.channels.claimPin(accountId, channelId, await deps.encryptor.encrypt(newPin(), aad));
      return deps.encryptor.decrypt(claimed, aad);
    },
  });
  results.registration = registration.result;
  setUp.registeredAt = registration.registeredAt;
  setUp.registerAfter = registration.registerAfter;

  at('health');
  const read = await readNumber(asUser, phoneNumberId, account);
  Object.assign(setUp.number, read.number);
  Object.assign(results, read.results);
  return { isPinWrong: registration.isPinWrong };
}

/** Whether a run has shown that a channel that was marked as broken can send. */
const isWorking = ({ results }: StoredSetUp): boolean =>
  ['app', 'access_token', 'number', 'registration', 'health'].every((step) => results[step]?.state === 'done');

async function runAndSave(deps: SetUpDeps, run: SetUpRun): Promise<Channel> {
  const { channel } = run;
  const { accountId, channelId } = channel;
  const setUp: StoredSetUp = structuredClone(
    channel.setUp ?? { at: 0, results: {}, number: {}, registeredAt: null, registerAfter: null },
  );
  setUp.at = deps.now();
  let step: SetUpStepId = 'access_token';
  let isPinWrong = false;
  let isStopped = false;
  try {
    ({ isPinWrong } = await runSteps(deps, run, setUp, (next) => {
      step = next;
    }));
  } catch (error) {
    if (!(error instanceof MetaUnavailable)) throw error;
    setUp.results[step] = stoppedResult(error);
    isStopped = true;
    deps.log('set_up_stopped', { account_id: accountId, channel_id: channelId, step, code: error.code });
  }
  const isProven = setUp.results.app?.state === 'done';
  const changed = { ...(isProven ? { appId: run.appId } : {}), setUp, ...(isPinWrong ? { pin: null } : {}) };
  const saved: Channel = { ...channel, ...changed };
  await deps.channels.saveSetUp(accountId, channelId, changed, run.audit);
  // The steps after the one at which a run stopped have their earlier results, which prove nothing now.
  if (channel.brokenAt === null || isStopped || !isWorking(setUp)) return saved;
  const now = deps.now();
  await deps.channels.update({ accountId, channelId, set: { brokenAt: null, brokenReason: null, updatedAt: now } });
  await wakeSuspendedRuns(deps, channelId);
  return { ...saved, brokenAt: null, brokenReason: null };
}

/**
 * Runs all steps of a channel's set-up, and stores their results. Each step first reads what Meta has, so that a run continues
 * where an earlier one stopped; runs of one channel are made one after another, so that its number is registered once. A channel
 * that was broken and can send is resumed. Fails with unavailable while another run goes on for long, and with not_found.
 */
export const runSetUp = (deps: SetUpDeps, run: SetUpRun): Promise<Channel> => {
  const { accountId, channelId, setUp } = run.channel;
  return withLease(deps, { accountId, name: `channels/${channelId}/set_up` }, async () => {
    const channel = await deps.channels.find(accountId, channelId);
    if (!channel) throw new AppError('not_found', 'The channel was deleted meanwhile');
    const isChanged = channel.setUp?.at !== setUp?.at;
    const found = isChanged && run.found ? { ...run.found, number: null } : run.found;
    return runAndSave(deps, { ...run, channel, found });
  });
};
