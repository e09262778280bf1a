import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import worker from '../../src/index';
import { newScene, runCron, type Scene, until } from './scene';

/** Creates a scene whose customer has written, with their conversation. */
export async function newChat(account?: Record<string, unknown>) {
  const scene = await newScene(account);
  const wamid = await scene.openWindow();
  const { body } = await scene.as('GET', '/v1/conversations');
  const conversationId: string = body.data[0].conversation_id;
  const path = `/v1/conversations/${conversationId}`;
  const stream = async (): Promise<any[]> => (await scene.as('GET', `${path}/messages?limit=100`)).body.data;
  const message = async (id: string) => {
    const found = (await stream()).find(({ message_id }) => message_id === id);
    if (!found) throw new Error(`The message ${id} is not in the stream`);
    return found;
  };
  return {
    ...scene,
    conversationId,
    path,
    /** Meta's id of the customer's first message. */
    wamid,
    stream,
    message,
    send: (input: Record<string, unknown>, headers?: Record<string, string>) =>
      scene.as('POST', `${path}/messages`, input, headers),
    conversation: async () => (await scene.as('GET', path)).body,
    /** Waits until a message has this state. */
    whenState: (id: string, state: string) =>
      until(async () => {
        const found = await message(id);
        if (found.state !== state) throw new Error(`${found.state}, not ${state}: ${JSON.stringify(found)}`);
        return found;
      }),
    /** Returns the texts that Meta got. */
    texts: async () => (await scene.sentMessages()).map(({ body: sent }) => sent.text?.body as string | undefined),
    /** Moves what the customer wrote out of the 24 hours. */
    closeWindow: () =>
      env.DB.prepare('update conversations set last_inbound_at = last_inbound_at - 86400000 where conversation_id = ?')
        .bind(conversationId)
        .run(),
  };
}

export type Chat = Awaited<ReturnType<typeof newChat>>;

/** Makes the account's unsent messages due, as after their delay or a crash, and runs the sweep. */
export async function makeSendsDue({ accountId }: Pick<Scene, 'accountId'>): Promise<void> {
  await env.DB.prepare('update messages set send_due_at = 1 where account_id = ? and send_due_at is not null')
    .bind(accountId)
    .run();
  await runCron();
}

/** Calls the Worker; `before` runs before its nth batch of D1 statements, and fails that batch if it throws. */
export async function callWithInterference(
  { key }: Pick<Scene, 'key'>,
  path: string,
  body: unknown,
  before: (batch: number) => Promise<void>,
): Promise<{ status: number; body: any }> {
  let batches = 0;
  const database = <Target extends D1Database | D1DatabaseSession>(inner: Target): Target =>
    new Proxy(inner, {
      get(target, name: string) {
        if (name === 'withSession')
          return (constraint?: string) => database((target as D1Database).withSession(constraint));
        if (name === 'batch') {
          return async (statements: D1PreparedStatement[]) => {
            batches += 1;
            await before(batches);
            return target.batch(statements);
          };
        }
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  const request = new Request(`https://aisac.test${path}`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const context = createExecutionContext();
  const response = await worker.fetch(request, { ...env, DB: database(env.DB) }, context);
  await waitOnExecutionContext(context);
  return { status: response.status, body: await response.json() };
}
