import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { eventually } from '../../../scripts/local/api.ts';
import { freePort } from '../../../scripts/local/worker.ts';

const FOLDER = join(import.meta.dirname, '../../../docs/examples');

export type Example = { name: string; folder: string; command: string; args: (port: number) => string[] };
export const EXAMPLES: Example[] = [
  { name: 'PHP', folder: 'merchant-php', command: 'php', args: (port) => ['-S', `127.0.0.1:${port}`, 'index.php'] },
  { name: 'TypeScript', folder: 'merchant-typescript', command: process.execPath, args: () => ['server.ts'] },
];

/** Whether this machine can run the example. */
export const canRun = ({ command }: Example): boolean =>
  command !== 'php' || spawnSync('php', ['-r', 'exit(extension_loaded("pdo_sqlite") ? 0 : 1);']).status === 0;

export type SendOptions = {
  id?: string;
  at?: Date;
  secrets?: string[];
  tampered?: string;
  headers?: Record<string, string>;
};

/** Starts an example as its first lines describe, on a free port and with an empty database. */
export async function startExample(example: Example, settings: Record<string, string> = {}) {
  const port = await freePort(0);
  const url = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'aisac-merchant-'));
  const database = join(folder, 'merchant.sqlite');
  const token = randomUUID();
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  let child: ChildProcess;

  function begin(): void {
    child = spawn(example.command, example.args(port), {
      cwd: join(FOLDER, example.folder),
      env: {
        ...process.env,
        AISAC_TOKEN: token,
        AISAC_SECRET: secret,
        DATABASE: database,
        PORT: String(port),
        ...settings,
      },
      stdio: 'ignore',
    });
  }
  async function end(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }
  /** Returns the exit code if the process has ended. */
  const ready = (): Promise<number | 'listens'> =>
    eventually(
      `the merchant in ${example.name}`,
      async () => child.exitCode ?? (await fetch(url).then(() => 'listens')),
    );

  /** Sends a valid or a manipulated push to updateObject. */
  async function send(body: unknown, options: SendOptions = {}): Promise<number> {
    const { id = `psh_${randomUUID()}`, at = new Date(), secrets = [secret], tampered, headers = {} } = options;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const signatures = secrets.map((each) => new Webhook(each).sign(id, at, text));
    const response = await fetch(`${url}/updateObject`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': signatures.join(' '),
        ...headers,
      },
      body: tampered ?? text,
    });
    await response.text();
    return response.status;
  }

  begin();
  return {
    url,
    token,
    secret,
    database,
    ready,
    send,
    /** Calls getObject. Returns the object, or a status other than 200. */
    async read(orderId: string, headers: Record<string, string> = { 'x-token': token }): Promise<any> {
      const response = await fetch(`${url}/getObject?order_id=${encodeURIComponent(orderId)}`, { headers });
      const body = await response.json();
      return response.status === 200 ? body : response.status;
    },
    async restart(): Promise<void> {
      await end();
      begin();
      await ready();
    },
    async stop(): Promise<void> {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
