import { z } from 'zod';
import type { SetUpResult } from '../../../db/schema';
import type { JsonObject } from '../../../shared/json/json';
import { AnyJsonObject } from '../../../shared/json/json-schemas';
import { objectsIn, textOrNull } from '../../../shared/json/read-json';
import { NUMBER_FIELDS } from './find-numbers';
import type { MetaCalls } from './meta-calls';
import { done, notDone } from './set-up-steps';

/** Meta's code for a missing or rejected payment method, in the health of a number. */
const PAYMENT_MISSING = 141006;
const MAX_DETAIL_LENGTH = 500;

const Health = z.looseObject({
  can_send_message: z.string(),
  entities: z
    .array(
      z.looseObject({
        can_send_message: z.string().optional(),
        errors: z
          .array(
            z.looseObject({
              error_code: z.number(),
              error_description: z.string().optional(),
              possible_solution: z.string().optional(),
            }),
          )
          .catch([])
          .optional(),
        additional_info: z.array(z.string()).catch([]).optional(),
      }),
    )
    .catch([]),
});

/** Reads members of a node that some versions lack; an unknown one fails the call, and then they are unknown. */
export async function readOptional(asUser: MetaCalls, id: string, fields: string): Promise<JsonObject> {
  const answer = await asUser.get(`${encodeURIComponent(id)}?fields=${fields}`);
  return answer.kind === 'ok' ? (AnyJsonObject.safeParse(answer.body).data ?? {}) : {};
}

const nameResult = ({ name_status: status, verified_name: name }: JsonObject): SetUpResult => {
  const shown = textOrNull(name) ?? 'The name';
  if (status === 'DECLINED' || status === 'EXPIRED') {
    const detail = `Meta has rejected the display name ${shown}: choose another one in WhatsApp Manager`;
    return notDone('failed', 'merchant', 'name_rejected', detail);
  }
  if (status === 'PENDING_REVIEW') {
    return notDone('waiting', 'meta', 'name_in_review', `Meta reviews the display name ${shown}`);
  }
  return done('meta', textOrNull(name));
};

function verificationResult({ business_verification_status: status }: JsonObject): SetUpResult {
  if (typeof status !== 'string') {
    return notDone('to_do', 'us', 'not_known', 'Meta has not reported whether the business is verified');
  }
  if (status === 'verified') return done('merchant', 'The business is verified');
  if (status === 'pending' || status === 'pending_submission') {
    return notDone('waiting', 'meta', 'verification_in_review', 'Meta verifies the business');
  }
  const detail = 'Until Meta has verified the business, the number may write first to 250 customers a day';
  return notDone('to_do', 'merchant', 'business_unverified', detail);
}

type HealthResults = { payment: SetUpResult; health: SetUpResult };

function healthResults(value: unknown, { account_review_status: review }: JsonObject): HealthResults {
  const health = Health.safeParse(value).data;
  if (!health) {
    const unknown = notDone('to_do', 'us', 'not_known', 'Meta has not reported the health of the number');
    return { payment: unknown, health: unknown };
  }
  const errors = health.entities.flatMap((entity) => entity.errors ?? []);
  const info = health.entities.flatMap((entity) => entity.additional_info ?? []).join(' ');
  const isUnpaid = errors.some(({ error_code }) => error_code === PAYMENT_MISSING);
  const payment = isUnpaid
    ? notDone('to_do', 'merchant', 'payment_missing', 'Add a payment method: without it messages do not arrive')
    : done('merchant', 'Meta reports no problem with the payment method');
  if (review === 'REJECTED') {
    const detail = 'Meta has rejected the WhatsApp Business Account: ask for a review in WhatsApp Manager';
    return { payment, health: notDone('failed', 'merchant', 'account_rejected', detail) };
  }
  if (health.can_send_message !== 'BLOCKED') {
    const isLimited = health.can_send_message === 'LIMITED';
    const detail = isLimited ? `Meta limits sending. ${info}`.trim() : 'The number can send messages';
    return { payment, health: done('meta', detail.slice(0, MAX_DETAIL_LENGTH), isLimited ? 'limited' : null) };
  }
  const [first] = errors;
  const reasons = errors.map(
    ({ error_description = '', possible_solution = '' }) => `${error_description} ${possible_solution}`,
  );
  const code = first ? `meta_${first.error_code}` : 'blocked';
  const detail = `Meta blocks sending. ${reasons.join(' ')}`.trim().slice(0, MAX_DETAIL_LENGTH);
  return { payment, health: notDone('failed', 'merchant', code, detail) };
}

/** Reads what Meta reports of a number at the end of its set-up; `account` holds the members of its WhatsApp Business Account. */
export async function readNumber(
  asUser: MetaCalls,
  phoneNumberId: string,
  account: JsonObject,
): Promise<{
  number: JsonObject;
  results: Record<'display_name' | 'business_verification' | 'payment' | 'health', SetUpResult>;
}> {
  const answer = await asUser.get(`${encodeURIComponent(phoneNumberId)}?fields=${NUMBER_FIELDS},health_status`);
  if (answer.kind === 'refused') {
    const unknown = notDone('failed', 'merchant', answer.code, `Meta does not show the number: ${answer.detail}`);
    const results = { display_name: unknown, payment: unknown, health: unknown };
    return { number: {}, results: { ...results, business_verification: verificationResult(account) } };
  }
  const { health_status: health, ...number } = AnyJsonObject.safeParse(answer.body).data ?? {};
  return {
    number: { ...number, can_send_message: objectsIn([health])[0]?.can_send_message ?? null },
    results: {
      display_name: nameResult(number),
      business_verification: verificationResult(account),
      ...healthResults(health, account),
    },
  };
}
