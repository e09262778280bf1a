import { z } from 'zod';
import type { RequestRow } from '../../db/requests/requests';
import { AppError } from '../../shared/errors/app-error';
import { FlowKey } from '../../shared/flows/flow-key';
import { normaliseUserKey } from '../../shared/phone/phone';
import { canonicalObject } from '../canonical-object';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import type { Context, Deps } from '../ports';
import { chooseStore } from '../stores/choose-store';
import { isTriggerConditionTrue } from '../triggers/is-trigger-condition-true';
import { Trigger } from '../triggers/trigger';
import { newRequest } from './new-request';
import { Variables } from './variables';

export const UserKey = z
  .string()
  .min(1)
  .max(128)
  .transform((key, context) => {
    const normalised = normaliseUserKey(key);
    if (normalised !== null) return normalised;
    context.addIssue({ code: 'custom', message: 'must be a phone number if it starts with + or 00' });
    return z.NEVER;
  });

export const CreateRequest = z
  .strictObject({
    flow: FlowKey,
    user_key: UserKey,
    id_store: z.string().min(1).max(64).optional(),
    object: z.strictObject({ type: z.string().min(1).max(64), id: z.string().min(1).max(255) }).optional(),
    variables: Variables.default({}),
  })
  .meta({
    example: {
      flow: 'cod-confirmation',
      user_key: '+393331234567',
      object: { type: 'order', id: '1001' },
      variables: { language: 'it' },
    },
  });

/**
 * Creates a request; once its row is written it will run, whatever crashes. Fails with flow_not_found, flow_inactive,
 * trigger_not_met, store_not_found or store_required.
 */
export async function createRequest(
  deps: Pick<Deps, 'flows' | 'log' | 'now' | 'requests'>,
  { account }: Context,
  input: z.infer<typeof CreateRequest>,
  makeIdempotencyRecord: MakeIdempotencyRecord<RequestRow>,
): Promise<RequestRow> {
  const { accountId } = account;
  const { flow, stores } = await deps.flows.findWithStores(accountId, input.flow, input.id_store);
  const store = chooseStore(stores, input.id_store);
  if (!flow) throw new AppError('flow_not_found', `There is no flow ${input.flow}`);
  if (!flow.active) throw new AppError('flow_inactive', `The flow ${input.flow} is not active`);
  const { on, when } = Trigger.parse(JSON.parse(flow.trigger));
  const object = input.object ? canonicalObject(store, input.object) : null;
  const scope = { variables: input.variables, object };
  if (
    on === 'api' &&
    !isTriggerConditionTrue(deps, account, { flow: flow.key, when, settings: flow.settings, scope })
  ) {
    throw new AppError('trigger_not_met', `The request does not meet the condition of the flow ${input.flow}: ${when}`);
  }
  const row = newRequest({
    accountId,
    flow: flow.key,
    flowVersion: flow.version,
    userKey: input.user_key,
    storeId: store.storeId,
    object,
    variables: input.variables,
    dedupeKey: null,
    now: deps.now(),
  });
  await deps.requests.insert(row, await makeIdempotencyRecord(row));
  return row;
}
