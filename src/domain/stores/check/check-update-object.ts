import type { UpdateObjectResult } from '../../../clients/merchant';
import type { Store } from '../../../db/stores';
import { type Check, failed, passed, skipped, warning } from '../../../shared/check';
import { newId } from '../../../shared/ids';
import { newWebhookSecret } from '../../../shared/standard-webhooks';
import { formatInstant } from '../../../shared/time-zone';
import type { ObjectRef } from '../../canonical-object';
import type { Context, Deps } from '../../ports';
import { decryptHeaders } from '../endpoint-headers';
import { signingSecrets } from '../signing-secrets';
import { readForCheck } from './check-get-object';
import { describeFailure } from './describe-failure';

/** The one variable that a check writes, in the object that the merchant gave for it or one that does not exist. */
const VARIABLE = 'aisac_check';
const ACCEPTS = 'update_object_accepts';
const DUPLICATE = 'update_object_duplicate';
const ORDER = 'update_object_out_of_order';
const SIGNATURE = 'update_object_wrong_signature';
const REPLAY = 'update_object_old_timestamp';
const HOUR_S = 3_600;

type TestPush = { pushId: string; sequence: number; value: string; timestamp: number; secrets: string[] };

const isRefused = ({ status }: UpdateObjectResult): boolean => status !== null && status >= 400 && status < 500;

/**
 * Sends the merchant's updateObject a push, the same again, one that comes late, one that is signed wrongly and one that
 * is old, and reads back what stuck. Every push writes `aisac_check` to `object` and nothing else.
 */
export async function checkUpdateObject(
  deps: Deps,
  { account }: Context,
  store: Store,
  object: ObjectRef,
): Promise<Check[]> {
  const { updateObject } = store;
  if (!updateObject || !store.secret) return [skipped(ACCEPTS, 'The store has no update_object.')];
  const endpoint = {
    ...updateObject,
    headers: await decryptHeaders(deps.encryptor, store.storeId, updateObject.headers),
  };
  const secrets = await signingSecrets(deps.encryptor, store, deps.now());
  const requestId = newId('req');
  const now = Math.floor(deps.now() / 1_000);

  const pushOf = (n: number, value: string): TestPush => ({
    pushId: newId('psh'),
    // Rising from one check to the next, so that a merchant who minds the sequence takes each check.
    sequence: now * 10 + n,
    value,
    timestamp: now,
    secrets,
  });
  const send = ({ pushId, sequence, value, timestamp, secrets: signedWith }: TestPush) =>
    deps.merchant.updateObject({
      endpoint,
      pushId,
      timestamp,
      secrets: signedWith,
      body: JSON.stringify({
        id: pushId,
        type: object.type,
        object_id: object.id,
        sequence,
        variables: { [VARIABLE]: value },
        request_id: requestId,
        flow: 'aisac-check',
        user_key: 'aisac-check',
        created_at: formatInstant(timestamp * 1_000, account.timeZone),
      }),
    });
  /** What the object shows of our variable; undefined where that can't be seen. */
  const seen = async () => {
    const read = store.getObject ? await readForCheck(deps, store, object) : null;
    return read?.kind === 'found' ? read.object[VARIABLE] : undefined;
  };

  const first = pushOf(1, 'first');
  const accepted = await send(first);
  if (accepted.error !== null) {
    const [message, mend] = describeFailure(accepted.error);
    const more =
      accepted.status === 404 || accepted.status === 422
        ? ' If only known orders can be updated, give a test order as "test_object": {"type": "order", "id": "…"}.'
        : '';
    const rest = [DUPLICATE, ORDER, SIGNATURE, REPLAY].map((name) =>
      skipped(name, 'A push that is signed rightly was not taken.'),
    );
    return [failed(ACCEPTS, message, `${mend}${more}`, accepted.durationMs), ...rest];
  }
  const checks = [passed(ACCEPTS, `It answered ${accepted.status} to a push.`, accepted.durationMs)];

  const again = await send(first);
  checks.push(
    again.error === null
      ? passed(DUPLICATE, `It answered ${again.status} to the same push again.`, again.durationMs)
      : failed(
          DUPLICATE,
          `To the same push again: ${describeFailure(again.error)[0]}`,
          'A push can come more than once: know it by webhook-id and answer 2xx without doing it again.',
          again.durationMs,
        ),
  );

  await send(pushOf(3, 'third'));
  const late = await send(pushOf(2, 'second'));
  const afterLate = await seen();
  const mendOrder = 'Keep the highest sequence of each object, and answer 2xx to a lower one without applying it.';
  if (late.error !== null)
    checks.push(
      failed(ORDER, `To a push that comes late: ${describeFailure(late.error)[0]}`, mendOrder, late.durationMs),
    );
  else if (afterLate === 'third')
    checks.push(passed(ORDER, 'A push that came late did not undo a later one.', late.durationMs));
  else if (afterLate === 'second')
    checks.push(failed(ORDER, 'A push that came late undid a later one.', mendOrder, late.durationMs));
  else {
    const unseen = `It took a push that came late; getObject does not show ${VARIABLE}, so what stuck can't be seen.`;
    checks.push(warning(ORDER, unseen, mendOrder, late.durationMs));
  }

  const forged = await send({ ...pushOf(4, 'forged'), secrets: [newWebhookSecret()] });
  const afterForged = await seen();
  checks.push(
    isRefused(forged) && afterForged !== 'forged'
      ? passed(SIGNATURE, `It refused a push with a wrong signature (${forged.status}).`, forged.durationMs)
      : failed(
          SIGNATURE,
          forged.error === null || afterForged === 'forged'
            ? 'It took a push that was signed with a wrong secret: anybody can change your orders.'
            : `To a wrong signature: ${describeFailure(forged.error)[0]}`,
          'Verify webhook-signature over the raw body as Standard Webhooks says, and answer 401 when it is wrong.',
          forged.durationMs,
        ),
  );

  const old = await send({ ...pushOf(5, 'old'), timestamp: now - HOUR_S });
  checks.push(
    isRefused(old)
      ? passed(REPLAY, `It refused a push that was signed an hour ago (${old.status}).`, old.durationMs)
      : warning(
          REPLAY,
          'It took a push that was signed an hour ago, so one that was overheard can be sent again.',
          'Refuse a webhook-timestamp that is more than five minutes off.',
          old.durationMs,
        ),
  );
  return checks;
}
