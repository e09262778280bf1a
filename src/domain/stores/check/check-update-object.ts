import type { UpdateObjectResult } from '../../../clients/merchant';
import type { Store } from '../../../db/stores/stores';
import { newWebhookSecret } from '../../../shared/crypto/standard-webhooks';
import { type FoundCheck, failed, found, passed, skipped, warning } from '../../../shared/validation/check';
import type { ObjectRef } from '../../canonical-object';
import type { Context, Deps } from '../../ports';
import { describeFailure } from './describe-failure';
import { CHECK_VARIABLE, type TestPushes, testPushes } from './test-pushes';

const ACCEPTS = 'update_object_accepts';
const DUPLICATE = 'update_object_duplicate';
const ORDER = 'update_object_out_of_order';
const SIGNATURE = 'update_object_wrong_signature';
const REPLAY = 'update_object_old_timestamp';
const HOUR_S = 3_600;

const isRefused = ({ status }: UpdateObjectResult): boolean => status !== null && status >= 400 && status < 500;

function notAccepted({ status, durationMs }: UpdateObjectResult, error: string): FoundCheck[] {
  const [message, remedy] = describeFailure(error);
  const isUnknown = status === 404 || status === 422;
  const more = isUnknown
    ? ' If only known orders can be updated, give a test order as "test_object": {"type": "order", "id": "…"}.'
    : '';
  const rest = [DUPLICATE, ORDER, SIGNATURE, REPLAY].map((name) =>
    found(skipped(name, 'A push with a valid signature was not accepted.'), 'not_accepted'),
  );
  const accepts = failed(ACCEPTS, message, `${remedy}${more}`, durationMs);
  return [isUnknown ? found(accepts, 'test_object_unknown', { status }) : found(accepts, error), ...rest];
}

function checkDuplicate({ error, status, durationMs }: UpdateObjectResult): FoundCheck {
  if (error === null) return passed(DUPLICATE, `It responded ${status} to the same push again.`, durationMs);
  const remedy =
    'A push may arrive more than once: recognise it by webhook-id and respond 2xx without applying it again.';
  const message = `To the same push again: ${describeFailure(error)[0]}`;
  return found(failed(DUPLICATE, message, remedy, durationMs), error);
}

async function checkOrder(pushes: TestPushes): Promise<FoundCheck> {
  await pushes.send(pushes.make(3, 'third'));
  const { error, durationMs } = await pushes.send(pushes.make(2, 'second'));
  const value = await pushes.readBack();
  const remedy = 'Store the highest sequence of each object, and respond 2xx to a lower one without applying it.';
  if (error !== null) {
    return found(failed(ORDER, `To a late push: ${describeFailure(error)[0]}`, remedy, durationMs), error);
  }
  if (value === 'third') return passed(ORDER, 'A late push did not undo a later one.', durationMs);
  if (value === 'second') {
    return found(failed(ORDER, 'A late push undid a later one.', remedy, durationMs), 'late_applied');
  }
  const unseen = `It accepted a late push; getObject does not show ${CHECK_VARIABLE}, so the result is unknown.`;
  return found(warning(ORDER, unseen, remedy, durationMs), 'value_not_shown', { member: CHECK_VARIABLE });
}

async function checkSignature(pushes: TestPushes): Promise<FoundCheck> {
  const forged = await pushes.send({ ...pushes.make(4, 'forged'), secrets: [newWebhookSecret()] });
  const isApplied = (await pushes.readBack()) === 'forged';
  const { error, status, durationMs } = forged;
  if (isRefused(forged) && !isApplied) {
    return passed(SIGNATURE, `It refused a push with a wrong signature (${status}).`, durationMs);
  }
  const code = error === null || isApplied ? 'forged_accepted' : error;
  const check = failed(
    SIGNATURE,
    code === 'forged_accepted'
      ? 'It accepted a push that was signed with a wrong secret: anybody can change your orders.'
      : `To a wrong signature: ${describeFailure(code)[0]}`,
    'Verify webhook-signature over the raw body as Standard Webhooks specifies, and respond 401 when it is wrong.',
    durationMs,
  );
  return found(check, code);
}

async function checkReplay(pushes: TestPushes): Promise<FoundCheck> {
  const push = pushes.make(5, 'old');
  const old = await pushes.send({ ...push, timestamp: push.timestamp - HOUR_S });
  if (isRefused(old)) {
    return passed(REPLAY, `It refused a push that was signed an hour ago (${old.status}).`, old.durationMs);
  }
  const check = warning(
    REPLAY,
    'It accepted a push that was signed an hour ago: an intercepted push can be sent again.',
    'Refuse a webhook-timestamp that is more than five minutes off.',
    old.durationMs,
  );
  return found(check, old.error ?? 'old_accepted');
}

/**
 * Checks the merchant's updateObject: sends a push, the same one again, a late one, one with a wrong signature and an old
 * one, and reads back the result. Every push writes only `aisac_check` to `object`.
 */
export async function checkUpdateObject(
  deps: Pick<Deps, 'encryptor' | 'merchant' | 'now'>,
  { account }: Context,
  store: Store,
  object: ObjectRef,
): Promise<FoundCheck[]> {
  const { updateObject } = store;
  if (!updateObject || !store.secret) return [skipped(ACCEPTS, 'The store has no update_object.')];
  const pushes = await testPushes(deps, account, { ...store, updateObject }, object);
  const first = pushes.make(1, 'first');
  const accepted = await pushes.send(first);
  if (accepted.error !== null) return notAccepted(accepted, accepted.error);
  return [
    passed(ACCEPTS, `It responded ${accepted.status} to a push.`, accepted.durationMs),
    checkDuplicate(await pushes.send(first)),
    await checkOrder(pushes),
    await checkSignature(pushes),
    await checkReplay(pushes),
  ];
}
