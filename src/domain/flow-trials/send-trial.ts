import type { Message } from '../../db/messages/messages';
import { invalidMember } from '../../shared/validation/invalid-member';
import { readTestPhone, sendToTestPhone } from '../channels/send-test-message';
import { findVersion } from '../flows/definition/find-version';
import type { MakeIdempotencyRecord } from '../idempotency-record';
import type { OutgoingMessage } from '../messages/outgoing-message';
import { readPayload } from '../messages/payload-id';
import type { Context, Deps } from '../ports';
import type { Scenario } from '../simulation/scenario';
import { firstMessageOf } from './first-message';

type TrialDeps = Pick<
  Deps,
  | 'channels'
  | 'customers'
  | 'encryptor'
  | 'flows'
  | 'log'
  | 'messages'
  | 'now'
  | 'requests'
  | 'stores'
  | 'templates'
  | 'whatsapp'
>;

/** Takes the made-up request out of the buttons, so that a press belongs to no request. */
function withoutRequest(message: OutgoingMessage): OutgoingMessage {
  const idOf = (payload: string): string => readPayload(payload).id;
  if (message.kind === 'template') {
    const buttons = message.buttons.map((button) =>
      button && 'payload' in button ? { payload: idOf(button.payload) } : button,
    );
    return { ...message, buttons };
  }
  return message.kind === 'buttons'
    ? { ...message, buttons: message.buttons.map(({ id, title }) => ({ id: idOf(id), title })) }
    : message;
}

/** Fails with validation_failed for the number of a customer: one that a flow has written to. */
async function refuseCustomer({ requests }: Pick<Deps, 'requests'>, accountId: string, phone: string): Promise<void> {
  const page = { limit: 1, after: null, order: 'desc' as const };
  const { rows } = await requests.list(accountId, { userKey: phone }, page);
  if (rows.length > 0) throw invalidMember('/to', 'customer_phone', 'This is the number of a customer with orders');
}

/**
 * Sends the first message of a flow to a phone of the merchant, filled in with a made-up order. No run starts: the store is not
 * called, nothing is changed, and an answer moves no order. Fails with validation_failed, not_found and flow_invalid.
 */
export async function sendTrial(
  deps: TrialDeps,
  context: Context,
  { key, to, scenario }: { key: string; to: string; scenario: Scenario },
  makeIdempotencyRecord: MakeIdempotencyRecord<Message>,
): Promise<Message> {
  const { accountId } = context.account;
  const phone = await readTestPhone(deps, context, to);
  await refuseCustomer(deps, accountId, phone);
  const { definition } = await findVersion(deps, accountId, { key, version: undefined });
  const { channel, message, obstacle } = await firstMessageOf(deps, context, { key, definition, scenario });
  if (obstacle !== null || !channel || !message) {
    throw invalidMember('/to', obstacle ?? 'no_message', 'The first message of the flow cannot be sent now');
  }
  return sendToTestPhone(deps, { channel, phone, content: withoutRequest(message) }, makeIdempotencyRecord);
}
