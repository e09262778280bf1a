/*
 * getObject and updateObject of a merchant, whole (docs/en/merchant.md, docs/it/merchant.md). Node 24 (an older one does not
 * know .ts files: ERR_UNKNOWN_FILE_EXTENSION) and nothing else:
 *
 *   AISAC_TOKEN=… AISAC_SECRET=whsec_… DATABASE=merchant.sqlite PORT=8080 node server.ts
 *
 * AISAC_TOKEN is the value of the header x-token that the store sends to getObject, AISAC_SECRET the store's `secret`.
 * It listens on loopback: put it behind the web server that has your certificate.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { DatabaseSync } from 'node:sqlite';

const MAX_BYTES = 1_048_576;
const TOLERANCE_S = 300;

type Answer = { status: number; body: unknown };
type Push = { type: string; object_id: string; sequence: number; variables: Record<string, unknown> };

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

/** The bytes of a secret as Standard Webhooks writes it: `whsec_` and base64. */
function signingKey(secret: string): Buffer {
  if (!/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(secret)) throw new Error('AISAC_SECRET is not whsec_ and base64');
  return Buffer.from(secret.slice('whsec_'.length), 'base64');
}

const token = setting('AISAC_TOKEN');
const key = signingKey(setting('AISAC_SECRET'));
const db = new DatabaseSync(setting('DATABASE'), { timeout: 5_000 });

// `orders` stands for what your shop has already; the other two are all that updateObject needs. With FULL a commit is on
// the disk when it returns, so that what is answered with 2xx is there after a power cut too.
db.exec(`
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, data TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS pushes (webhook_id TEXT PRIMARY KEY, received_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
  CREATE TABLE IF NOT EXISTS variables (
    type TEXT, object_id TEXT, name TEXT, value TEXT NOT NULL, sequence INTEGER NOT NULL,
    PRIMARY KEY (type, object_id, name)
  );
  INSERT OR IGNORE INTO orders VALUES ('1001', '{"id": "1001", "order_number": "#1001", "phone": "+393331234567",
    "total": "59.90", "payment_method": "cod", "customer": {"first_name": "Ada"}}');
`);
const findOrder = db.prepare('SELECT data FROM orders WHERE id = ?');
const findVariables = db.prepare("SELECT name, value FROM variables WHERE type = 'order' AND object_id = ?");
const remember = db.prepare('INSERT OR IGNORE INTO pushes (webhook_id) VALUES (?)');
// A push that comes late writes only what no later push has written.
const write = db.prepare(`
  INSERT INTO variables VALUES (?, ?, ?, ?, ?) ON CONFLICT (type, object_id, name) DO UPDATE
  SET value = excluded.value, sequence = excluded.sequence WHERE excluded.sequence > variables.sequence
`);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares in constant time, whatever the lengths. */
const same = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

/** Whether one of the signatures is ours, over the bytes as they came, and not older than five minutes. */
function isSigned(headers: IncomingHttpHeaders, body: Buffer): boolean {
  const header = (name: string): string => String(headers[`webhook-${name}`] ?? '');
  const [id, timestamp] = [header('id'), header('timestamp')];
  if (id === '' || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(Date.now() / 1_000 - Number(timestamp)) > TOLERANCE_S) return false;
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  // While the secret is being rotated there are two signatures: one by the old secret, one by the new.
  return header('signature')
    .split(' ')
    .some((signature) => same(signature, `v1,${expected}`));
}

/** The push in a body, or null; members that are not known today are passed over. */
function readPush(body: Buffer): Push | null {
  let push: any;
  try {
    push = JSON.parse(body.toString()) ?? {};
  } catch {
    return null;
  }
  const { type, object_id, sequence, variables } = push;
  const hasVariables = typeof variables === 'object' && variables !== null && !Array.isArray(variables);
  const isPush = typeof type === 'string' && typeof object_id === 'string' && Number.isSafeInteger(sequence);
  return isPush && hasVariables ? { type, object_id, sequence, variables } : null;
}

/** Writes a push once, however often it comes: all of it or, if this throws, nothing. */
function apply(webhookId: string, { type, object_id, sequence, variables }: Push): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    const isNew = Number(remember.run(webhookId).changes) === 1;
    for (const [name, value] of isNew ? Object.entries(variables) : []) {
      write.run(type, object_id, name, JSON.stringify(value), sequence);
    }
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

function getObject(headers: IncomingHttpHeaders, orderId: string | null): Answer {
  if (!same(String(headers['x-token'] ?? ''), token)) return { status: 401, body: { error: 'wrong x-token' } };
  if (orderId === null) return { status: 400, body: { error: 'order_id is missing' } };
  const order = findOrder.get(orderId);
  // Kept beside the orders, so that nothing is lost of an order that reaches this system after what is said of it.
  const variables = findVariables.all(orderId).map(({ name, value }) => [name, JSON.parse(String(value))]);
  if (!order && variables.length === 0) return { status: 404, body: { error: 'no such order' } };
  return { status: 200, body: { ...JSON.parse(String(order?.data ?? '{}')), ...Object.fromEntries(variables) } };
}

async function updateObject(request: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) return { status: 413, body: { error: 'too large' } };
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (!isSigned(request.headers, body)) return { status: 401, body: { error: 'wrong signature or timestamp' } };
  const push = readPush(body);
  if (!push) return { status: 400, body: { error: 'not a push' } };
  apply(String(request.headers['webhook-id']), push);
  return { status: 200, body: { ok: true } };
}

async function answer(request: IncomingMessage): Promise<Answer> {
  const [path = '', query] = (request.url ?? '').split('?');
  const call = `${request.method} ${path.slice(path.lastIndexOf('/') + 1)}`;
  if (call === 'GET getObject') return getObject(request.headers, new URLSearchParams(query).get('order_id'));
  if (call === 'POST updateObject') return updateObject(request);
  return { status: 404, body: { error: 'GET …/getObject or POST …/updateObject' } };
}

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, body } = await answer(request).catch((error: unknown): Answer => {
    console.error(error);
    return { status: 500, body: { error: 'internal' } };
  });
  // The rest of a body that is too large is not read.
  if (status === 413) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

createServer((request, response) => void respond(request, response)).listen(
  Number(process.env.PORT ?? 8_080),
  '127.0.0.1',
);
