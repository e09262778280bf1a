import type { Message } from '../../db/messages';
import type { RequestRow } from '../../db/requests';
import { newId } from '../../shared/ids';
import { isJsonObject, type JsonObject } from '../../shared/json';
import type { Deps } from '../ports';
import type { InboundEvent } from './inbound-event';
import { readPayload } from './payload-id';

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const member = (value: unknown, name: string): unknown => (isJsonObject(value) ? value[name] : undefined);

/** What a customer's message says, for the kinds a flow can branch on; any other kind is kept raw under its own name. */
function contentOf(value: JsonObject): { kind: string; content: JsonObject; payload: string | null } {
  const kind = text(value.type) ?? 'unknown';
  if (kind === 'text') {
    return { kind, content: { text: text(member(value.text, 'body')) ?? '' }, payload: null };
  }
  if (kind === 'button') {
    const payload = text(member(value.button, 'payload')) ?? text(member(value.button, 'text'));
    return { kind, content: { text: text(member(value.button, 'text')) }, payload };
  }
  if (kind === 'interactive') {
    const answer = member(value.interactive, 'button_reply') ?? member(value.interactive, 'list_reply');
    return { kind, content: { text: text(member(answer, 'title')) }, payload: text(member(answer, 'id')) };
  }
  return { kind, content: { text: null }, payload: null };
}

/** Whose reply a message is (flows.md): by the payload of our own button, by the message it answers, by the conversation. */
async function findRequest(
  deps: Deps,
  event: InboundEvent,
  address: string,
  requestId: string | null,
): Promise<RequestRow | undefined> {
  const { account_id: accountId, channel_id: channelId, value } = event;
  const wamid = text(member(value.context, 'id'));
  const named = await deps.requests.findLiveByIdOrWamid({ accountId, channelId, requestId, wamid });
  // A payload is what a customer's phone sends: it names a request only in the customer's own conversation.
  if (named && named.channelId === channelId && named.address === address) return named;
  const [latest] = await deps.requests.findInConversation({ channelId, address });
  return latest;
}

/**
 * Applies a customer's message once per Meta's id: keeps it, gives it to the request it answers, wakes that request.
 * Repeating it wakes again and writes nothing, so that a wake-up lost with a crash is made up for.
 */
export async function applyMessage(deps: Deps, event: InboundEvent): Promise<void> {
  const { account_id: accountId, channel_id: channelId, value } = event;
  const wamid = text(value.id);
  const address = text(value.from) ?? text(value.from_user_id) ?? text(value.user_id);
  if (wamid === null || address === null) {
    await deps.deadLetters.insert([
      { eventId: newId('evt'), accountId, queue: 'inbound', body: event, createdAt: deps.now() },
    ]);
    return;
  }
  const { kind, content, payload } = contentOf(value);
  const { requestId, id } = payload === null ? { requestId: null, id: null } : readPayload(payload);
  const request = await findRequest(deps, event, address, requestId);
  const now = deps.now();
  const message: Message = {
    messageId: newId('msg'),
    accountId,
    channelId,
    direction: 'in',
    userKey: request?.userKey ?? (/^\d+$/.test(address) ? `+${address}` : address),
    address,
    wamid,
    requestId: request?.requestId ?? null,
    step: null,
    visit: null,
    kind,
    content: { ...content, button: id, raw: value },
    status: 'received',
    category: null,
    createdAt: now,
    updatedAt: now,
  };
  const openWait = await deps.messages.insertInbound({ message, now });
  if (request && openWait !== null) await deps.engine.wake(request.requestId, openWait);
}
