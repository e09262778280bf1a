import { callJson, phone } from '../local/api.ts';
import type { World } from '../local/world.ts';
import type { Caller } from './caller.ts';
import { type ChatAccount, SUBSCRIBED } from './chat-account.ts';
import type { Chats } from './chats.ts';
import { checkRow, compareRow, type PromiseRow } from './promises.ts';

type Event = { id: string; type: string; data: Record<string, any> };

/** Returns every event of the subscribed types, by the poll. */
async function polledEvents({ must }: Caller, { headers }: ChatAccount): Promise<Event[]> {
  const events: Event[] = [];
  for (let after = ''; ; after = events.at(-1)?.id ?? '') {
    const { data } = await must('GET', `/v1/events?limit=100&after=${after}`, { headers });
    if (data.length === 0) return events.filter(({ type }) => SUBSCRIBED.some((of) => new RegExp(of).test(type)));
    events.push(...data);
  }
}

/** Returns the ids of the events that the endpoint accepted, once for each time. */
async function acceptedIds({ receiver }: ChatAccount): Promise<string[]> {
  const { deliveries } = await callJson('GET', `${receiver}/calls`);
  return deliveries.filter(({ verdict }: any) => verdict === 'ok').map(({ body }: any) => body.id);
}

/** How many events the endpoint has not accepted yet. */
export async function undelivered(caller: Caller, account: ChatAccount): Promise<number> {
  const accepted = new Set(await acceptedIds(account));
  return (await polledEvents(caller, account)).filter(({ id }) => !accepted.has(id)).length;
}

/**
 * Each answer exists once and the customer got it once, or Meta has refused it, or it is not known and did not come twice. Each
 * event is delivered under one id, which the endpoint has accepted.
 */
export async function checkChats(
  caller: Caller,
  world: World,
  account: ChatAccount,
  { all }: Chats,
): Promise<{ rows: PromiseRow[]; counts: Record<string, number> }> {
  const { headers } = account;
  const arrived = (await phone(world.meta, account.number.phone_number_id).sent()).map(({ body }) => body.text.body);
  const stored: { client_id: string; state: string }[] = [];
  const conversations = await caller.all('/v1/conversations', headers);
  for (const { conversation_id } of conversations) {
    const rows = await caller.all(`/v1/conversations/${conversation_id}/messages`, headers);
    stored.push(...rows.filter((row) => row.kind === 'message' && row.direction === 'out'));
  }
  const stateOf = new Map(stored.map(({ client_id, state }) => [client_id, state]));
  const answers = all.flatMap((chat) => chat.answers);
  const isUnsent = (name: string): boolean => ['unsure', 'failed'].includes(stateOf.get(name) ?? '');

  const events = await polledEvents(caller, account);
  const accepted = await acceptedIds(account);
  const toldOnce = (type: string, names: string[], nameOf: (data: Event['data']) => string) =>
    compareRow(
      `event ${type}: there is one`,
      names,
      events.filter((event) => event.type === type).map(({ data }) => nameOf(data)),
    );
  const requests = all.flatMap(({ requestId }) => requestId ?? []);
  const ids = conversations.map(({ conversation_id }) => conversation_id);
  return {
    counts: {
      answers: answers.length,
      'not known to have arrived': answers.filter((name) => stateOf.get(name) === 'unsure').length,
      'refused by Meta': answers.filter((name) => stateOf.get(name) === 'failed').length,
      events: events.length,
      'told again under the same id': accepted.length - new Set(accepted).size,
    },
    rows: [
      compareRow(
        "person's answer: it exists",
        answers,
        stored.map(({ client_id }) => client_id),
      ),
      compareRow(
        "person's answer that was sent: the customer got it",
        answers.filter((name) => !isUnsent(name)),
        arrived,
      ),
      checkRow('conversation: it is done', ids, (id) =>
        conversations.some((each) => each.conversation_id === id && each.state === 'done'),
      ),
      compareRow(
        'event: the subscription got it',
        events.map(({ id }) => id),
        new Set(accepted),
      ),
      toldOnce('conversation.opened', ids, ({ conversation_id }) => conversation_id),
      toldOnce('conversation.assigned', ids, ({ conversation_id }) => conversation_id),
      toldOnce('conversation.resolved', ids, ({ conversation_id }) => conversation_id),
      toldOnce('request.handed_over', requests, ({ request_id }) => request_id),
      toldOnce('request.completed', requests, ({ request_id }) => request_id),
    ],
  };
}
