import { copyFileSync, existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deployNew } from '../../scripts/deploy/deploy-new.ts';
import { readEnvironment } from '../../scripts/deploy/wrangler.ts';
import { fakeCloudflare } from '../support/node/fake-cloudflare.ts';

const NO_DATABASE = '00000000-0000-0000-0000-000000000000';
let server: http.Server;
let url = '';
beforeAll(async () => {
  server = http.createServer((request, response) =>
    response.writeHead(request.url === '/healthz?deep=1' ? 200 : 404).end('{"status":"ok","d1":"ok"}'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

/** An empty Cloudflare account, and a copy of wrangler.toml. */
function newAccount() {
  const folder = mkdtempSync(join(tmpdir(), 'aisac-deploy-new-'));
  const config = join(folder, 'wrangler.toml');
  const secretsFile = join(folder, 'secrets/production.env');
  copyFileSync(join(import.meta.dirname, '../../wrangler.toml'), config);
  const cloudflare = fakeCloudflare({ config, url });
  const { run } = cloudflare;
  return {
    ...cloudflare,
    secretsFile,
    toml: () => readFileSync(config, 'utf8'),
    changes: () => cloudflare.commands.filter((each) => !/ (list|info)( |$)/.test(each)),
    /** Returns what was shown, also where the deployment was refused. */
    async deploy({ isDry = false } = {}): Promise<{ shown: string; refused: string | null }> {
      const lines: string[] = [];
      const environment = readEnvironment('production', { config, usage: '' });
      const log = (text: string) => void lines.push(text);
      const refused = await deployNew({ environment, run, log, secretsFile, isDry, url: undefined }).then(
        () => null,
        (error: unknown) => String(error),
      );
      return { shown: lines.join('\n'), refused };
    },
  };
}
const CHANGES = [
  'd1 create aisac-production',
  ...['inbound', 'pushes', 'inbound-dead', 'pushes-dead'].map((queue) => `queues create ${queue}-production`),
  'r2 bucket create aisac-files-production',
  'r2 bucket lifecycle add aisac-files-production inbound inbound/ --expire-days 400 --force',
  'd1 migrations apply DB --remote --env production',
  'deploy --env production',
  'secret bulk --env production',
];

test('an empty account gets everything, each command is shown, and a second run changes nothing', async () => {
  const account = newAccount();
  const before = account.toml();
  const first = await account.deploy();
  expect([first.refused, account.changes()]).toEqual([null, CHANGES]);
  for (const command of account.commands) expect(first.shown).toContain(`$ npx wrangler ${command}`);
  expect(first.shown).toContain(`$ curl ${url}/healthz?deep=1\n{"status":"ok","d1":"ok"}`);
  const { databases, secrets } = account.state;
  const place = 'database_name = "aisac-production"\ndatabase_id = "';
  expect(account.toml()).toBe(before.replace(place + NO_DATABASE, `${place}${databases[0]?.uuid}`));
  expect(Object.keys(secrets)).toEqual(['ADMIN_TOKEN', 'SECRETS_KEY', 'META_VERIFY_TOKEN']);
  expect(Buffer.from(secrets.SECRETS_KEY ?? '', 'base64')).toHaveLength(32);
  for (const secret of Object.values(secrets)) expect(first.shown).not.toContain(secret);
  expect(statSync(account.secretsFile).mode & 0o777).toBe(0o600);

  const [toml, state] = [account.toml(), structuredClone(account.state)];
  const second = await account.deploy();
  expect([second.refused, account.changes(), account.toml(), account.state]).toEqual([null, CHANGES, toml, state]);
  expect(second.shown).toContain('Nothing is missing: nothing was changed.');
  expect(second.shown).toContain(`$ curl ${url}/healthz?deep=1`);
});

test('a run that ends at any command is completed by the next one, with the same secrets', async () => {
  const account = newAccount();
  const keys = new Set<string | undefined>();
  for (const command of CHANGES) {
    account.failAt(command);
    expect((await account.deploy()).refused).toContain(`wrangler ${command} failed`);
    keys.add(/SECRETS_KEY=(.*)/.exec(readFileSync(account.secretsFile, 'utf8'))?.[1]);
  }
  account.failAt(null);
  expect((await account.deploy()).refused).toBeNull();
  expect([...keys]).toEqual([account.state.secrets.SECRETS_KEY]);
  expect(new Set(account.changes())).toEqual(new Set(CHANGES));
});

test('a dry run shows what is missing, and changes nothing', async () => {
  const account = newAccount();
  const [toml, state] = [account.toml(), structuredClone(account.state)];
  const { shown, refused } = await account.deploy({ isDry: true });
  expect([refused, account.changes(), account.toml(), account.state]).toEqual([null, [], toml, state]);
  for (const command of CHANGES) expect(shown).toContain(`(dry run) npx wrangler ${command}`);
  expect(existsSync(account.secretsFile)).toBe(false);
});

test('a database whose key is not known, or which is another than in wrangler.toml, is refused', async () => {
  const database = { name: 'aisac-production', uuid: '00000009-1111-4222-8333-444444444444' };
  const orphan = newAccount();
  orphan.state.databases.push(database);
  expect((await orphan.deploy()).refused).toContain('has no SECRETS_KEY');
  const other = newAccount();
  await other.deploy();
  other.state.databases.splice(0, 1, database);
  expect((await other.deploy()).refused).toContain(`aisac-production of this Cloudflare account is ${database.uuid}`);
  other.state.databases.splice(0, 1);
  expect((await other.deploy()).refused).toContain('does not exist');
  expect([orphan.changes(), other.changes()]).toEqual([[], CHANGES]);
});

test('a command that reads and fails ends the run: nothing is created twice', async () => {
  const account = newAccount();
  account.failAt('queues info inbound-production');
  expect((await account.deploy()).refused).toContain('queues info inbound-production failed');
  expect(account.changes()).toEqual(CHANGES.slice(0, 1));
});
