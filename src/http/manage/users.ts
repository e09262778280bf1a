import type { Context } from 'hono';
import { eventBody } from '../../domain/outbox/event-body';
import { UserKey } from '../../domain/requests/create-request';
import { sortEvents } from '../../domain/shipments/sort-events';
import { eraseUser } from '../../domain/users/erase-user';
import { exportUser } from '../../domain/users/export-user';
import { setOptOut } from '../../domain/users/set-opt-out';
import { PUSH_STATES } from '../../shared/flows/statuses';
import { formatInstant } from '../../shared/time/time-zone';
import { emptyRequestBody, jsonResponse } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import type { AppEnv } from '../request/app-env';
import { ChargeResource, presentCharge } from '../resources/charge';
import { Instant, JsonRecord } from '../resources/common';
import { ConversationResource, presentConversation, presentEntry, StreamEntry } from '../resources/conversation';
import { EventResource } from '../resources/event';
import { MessageResource, presentMessage } from '../resources/message';
import { OrderResource, presentOrder } from '../resources/order';
import { presentRequest, RequestResource } from '../resources/request';
import { presentShipment, presentShipmentEvent, ShipmentWithEvents } from '../resources/shipment';

const UserPush = z.object({
  push_id: z.string(),
  id_store: z.string(),
  object: z.object({ type: z.string(), id: z.string() }),
  sequence: z.number().int(),
  variables: JsonRecord,
  state: z.enum(PUSH_STATES),
  created_at: Instant,
});
const UserResource = z
  .object({
    user_key: z.string(),
    aliases: z
      .array(z.string())
      .meta({ description: "The customer's identifiers at WhatsApp: phone number and user id" }),
    opted_out: z
      .object({ at: Instant, by: z.enum(['word', 'meta', 'api']) })
      .nullable()
      .meta({ description: 'When and how the customer opted out of messages; null if they did not' }),
    requests: z.array(RequestResource),
    orders: z.array(OrderResource),
    shipments: z.array(ShipmentWithEvents),
    messages: z.array(MessageResource),
    conversations: z.array(ConversationResource.omit({ last_message: true }).extend({ entries: z.array(StreamEntry) })),
    charges: z.array(ChargeResource),
    pushes: z.array(UserPush),
    events: z.array(EventResource),
  })
  .meta({ id: 'User', description: 'Everything stored about a customer, at most the newest 1,000 of each kind' });
const ErasedUser = z
  .object({ user_key: z.string(), erased: z.record(z.string(), z.number().int()), total: z.number().int() })
  .meta({ id: 'ErasedUser' });

const params = z.object({ user_key: UserKey });

const show = operation({
  method: 'get',
  path: '/v1/users/{user_key}',
  scope: 'users:read',
  summary: 'Get everything stored about a customer',
  request: { params },
  responses: { 200: jsonResponse('The stored data; empty for an unknown customer', UserResource) },
});
const erase = operation({
  method: 'delete',
  path: '/v1/users/{user_key}',
  scope: 'users:write',
  summary: 'Erase everything stored about a customer',
  request: { params },
  responses: { 200: jsonResponse('The number of rows erased from each table', ErasedUser) },
});

const OptOutResource = z
  .object({ user_key: z.string(), opted_out: z.boolean(), opted_out_at: Instant.nullable() })
  .meta({ id: 'OptOut' });
const optOut = operation({
  method: 'post',
  path: '/v1/users/{user_key}/opt_out',
  scope: 'users:write',
  summary: 'Opt a customer out: flows send them no messages, and their open waits end',
  request: { params, body: emptyRequestBody },
  responses: { 200: jsonResponse('The customer is opted out', OptOutResource) },
});
const optIn = operation({
  method: 'post',
  path: '/v1/users/{user_key}/opt_in',
  scope: 'users:write',
  summary: 'Opt a customer in again',
  request: { params, body: emptyRequestBody },
  responses: { 200: jsonResponse('The customer is opted in', OptOutResource) },
});

async function changeOptOut(
  c: Context<AppEnv>,
  user_key: string,
  out: boolean,
): Promise<z.infer<typeof OptOutResource>> {
  const { optedOutAt } = await setOptOut(c.get('deps'), c.get('caller'), { userKey: user_key, out });
  const { timeZone } = c.get('caller').account;
  return {
    user_key,
    opted_out: optedOutAt !== null,
    opted_out_at: optedOutAt === null ? null : formatInstant(optedOutAt, timeZone),
  };
}

export const usersApi = newApi()
  .openapi(show, async (c) => {
    const { timeZone: zone } = c.get('caller').account;
    const { user_key } = c.req.valid('param');
    const { rows, aliases, optedOutAt, optedOutBy } = await exportUser(c.get('deps'), c.get('caller'), user_key);
    return c.json(
      {
        user_key,
        aliases,
        opted_out: optedOutAt === null ? null : { at: formatInstant(optedOutAt, zone), by: optedOutBy ?? 'api' },
        requests: rows.requests.map((row) => presentRequest(row, zone)),
        orders: rows.orders.map((row) => presentOrder(row, zone)),
        shipments: rows.shipments.map((row) => ({
          ...presentShipment(row, zone),
          events: sortEvents(rows.shipmentEvents.filter(({ shipmentId }) => shipmentId === row.shipmentId)).map(
            (event) => presentShipmentEvent(event, zone),
          ),
        })),
        messages: rows.messages.map((row) => presentMessage(row, rows, zone)),
        conversations: rows.conversations.map((row) => {
          const { last_message: _listed, ...conversation } = presentConversation({ ...row, lastMessage: null }, zone);
          const entries = rows.conversationEntries.filter(
            ({ conversationId }) => conversationId === row.conversation.conversationId,
          );
          return { ...conversation, entries: entries.map((entry) => presentEntry(entry, zone)) };
        }),
        charges: rows.charges.map((row) => presentCharge(row, zone)),
        pushes: rows.pushes.map((row) => ({
          push_id: row.pushId,
          id_store: row.storeId,
          object: { type: row.objectType, id: row.objectId },
          sequence: row.sequence,
          variables: row.variables,
          state: row.state,
          created_at: formatInstant(row.createdAt, zone),
        })),
        events: rows.events.map((event) => eventBody(event, zone)),
      },
      200,
    );
  })
  .openapi(erase, async (c) => {
    const { user_key } = c.req.valid('param');
    const erased = await eraseUser(c.get('deps'), c.get('caller'), user_key);
    const total = Object.values(erased).reduce((sum, count) => sum + count, 0);
    return c.json({ user_key, erased, total }, 200);
  })
  .openapi(optOut, async (c) => c.json(await changeOptOut(c, c.req.valid('param').user_key, true), 200))
  .openapi(optIn, async (c) => c.json(await changeOptOut(c, c.req.valid('param').user_key, false), 200));
