import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { callJson } from '../local/api.ts';
import type { World } from '../local/world.ts';
import type { Tenant } from './arena.ts';
import type { Tally } from './family.ts';
import { refusalFault } from './fault-of.ts';

const HOSTS = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '017700000001',
  '0177.0.0.1',
  '0',
  '0.0.0.0',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '169.254.170.2',
  '100.64.0.1',
  '100.100.100.200',
  '224.0.0.1',
  '255.255.255.255',
  '[::]',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:a9fe:a9fe]',
  '[64:ff9b::7f00:1]',
  '[fe80::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[2002:7f00:1::]',
  '8.8.8.8',
  '[2606:4700:4700::1111]',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'a.localhost',
  'metadata.google.internal',
  'instance-data.ec2.internal',
  'printer.local',
  'router.lan',
  'nas.home',
  'x.home.arpa',
  'intranet',
  'kubernetes.default.svc.cluster.local',
  'x.corp',
  'x.onion',
  'x.test',
  '①②⑦.⓪.⓪.①',
  '１２７.0.0.1',
  '127。0。0。1',
  'loc%61lhost',
  '127.0.0.1.',
  '127.0.0.1%2f.shop.it',
];
const URLS = [
  'http://shop.it/',
  'ftp://shop.it/',
  'file:///etc/passwd',
  'gopher://shop.it/',
  'data:application/json,{}',
  'javascript:alert(1)',
  '//shop.it/',
  'https:/\\127.0.0.1/',
  'https:\\\\127.0.0.1',
  'https://shop.it:22/',
  'https://shop.it:6379/',
  'https://shop.it:8080/',
  'https://user:password@shop.it/',
  'https://shop.it@127.0.0.1/',
  'https://@shop.it/',
  'https://shop.it\\@127.0.0.1/',
  'https://127.0.0.1#@shop.it/',
  'https://127.0.0.1?@shop.it/',
  'https:// shop.it/',
  'https://shop.it/\r\nx-evil: 1',
  'https://shop.it/\t',
  'https://',
  `https://shop.it/${'x'.repeat(2_100)}`,
];

/** Redirects of a merchant that may itself be called: none is followed. */
export async function attackRedirects(tally: Tally, mine: Tenant, world: World): Promise<void> {
  const decoy = `${world.merchant}/m/decoy/getObject?order_id=1`;
  for (const status of [301, 302, 303, 307, 308]) {
    const answer = { status, headers: { location: decoy }, forever: true };
    const shop = `${world.merchant}/_control/m/${mine.shop}`;
    await callJson('PUT', shop, { body: { behaviour: { getObject: [answer], updateObject: [answer] } } });
    const checked = await mine.as('POST', `/v1/stores/${mine.storeId}/check`, { object: { type: 'order', id: '1' } });
    await callJson('PUT', shop, { body: { behaviour: { getObject: [], updateObject: [] } } });
    const { gets } = await callJson('GET', `${world.merchant}/_control/m/decoy/calls`);
    const fault =
      checked.status === 200 && checked.json.ok === false ? null : `${checked.status} ${checked.text.slice(0, 100)}`;
    tally.count(`a redirect with ${status}`, gets.length === 0 ? fault : 'it was followed');
  }
}

/** Where a deployment that is not a developer's machine may not call: refused when saved, and again before each call. */
export async function attackAddresses(tally: Tally, mine: Tenant, world: World): Promise<void> {
  const file = join(world.folder, 'settings.env');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('ALLOW_PRIVATE_ENDPOINTS=true', 'ALLOW_PRIVATE_ENDPOINTS=false'),
  );
  await world.kill();
  for (const url of [...HOSTS.map((host) => `https://${host}/getObject`), ...URLS]) {
    for (const member of ['get_object', 'update_object']) {
      const answer = await mine.as('POST', '/v1/stores', { name: 'x', kind: 'custom', [member]: { url } });
      tally.count(`${member} at ${url.slice(0, 60)}`, refusalFault(answer, { status: 422, code: 'validation_failed' }));
    }
    const patched = await mine.as('PATCH', `/v1/stores/${mine.storeId}`, { get_object: { url } });
    tally.count(`a store moved to ${url.slice(0, 60)}`, refusalFault(patched, { status: 422 }));
  }
  const before = await mine.seen();
  const checked = await mine.as('POST', `/v1/stores/${mine.storeId}/check`, { object: { type: 'order', id: '1' } });
  const request = await mine.run('ssrf', [
    { id: 'order', do: 'get_object', save_as: 'order', on_error: 'done' },
    { id: 'done', do: 'end', outcome: 'refused' },
  ]);
  const after = await mine.seen();
  const silent = after.gets.length === before.gets.length && after.deliveries.length === before.deliveries.length;
  tally.count('a private address that was saved before', silent ? null : 'it was called');
  tally.count('the check of such a store', checked.json?.ok === false ? null : checked.text.slice(0, 120));
  tally.count('a flow of such a store', request.outcome === 'refused' ? null : JSON.stringify(request.error));
  tally.note(
    'a public name that leads to a private address is for the flag global_fetch_strictly_public, which holds in production only',
  );
}
