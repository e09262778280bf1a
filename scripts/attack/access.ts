import { type AskOptions, ask } from '../local/api.ts';
import { callAll } from '../local/call-all.ts';
import { refusalFault, type Tally } from './family.ts';
import { type Api, fill } from './operations.ts';
import type { Tenant } from './tenant.ts';

const CONCURRENCY = 6;

/** Calls every operation with keys in the wrong place or of the wrong kind. */
export async function attackKeys(tally: Tally, api: Api, own: Tenant, adminToken: string): Promise<void> {
  const secrets = [...own.secrets, adminToken];
  await callAll(api.operations, CONCURRENCY, async ({ method, path, scope, members }) => {
    const refused = async (what: string, headers: AskOptions['headers'], search = '') => {
      const answer = await ask(`${own.url}${fill(path)}${search}`, { method, headers, body: members ? {} : undefined });
      tally.count(`${method} ${path}, ${what}`, refusalFault(answer, 401, { code: 'unauthorized', secrets }));
    };
    await refused('no key', {});
    if (scope === null) {
      await refused('an API key as the admin token', { authorization: `Bearer ${own.key}` });
      await refused('an API key', { 'x-api-key': own.key });
      await refused('the admin token as x-api-key', { 'x-api-key': adminToken });
      await refused('the admin token in the query', {}, `?api_key=${adminToken}&token=${adminToken}`);
      return;
    }
    await refused('a key with one letter more', { 'x-api-key': `${own.key}A` });
    await refused('the id of the account', { 'x-api-key': own.accountId });
    await refused('a key as Basic', { authorization: `Basic ${btoa(`x:${own.key}`)}` });
    await refused('a key in a cookie', { cookie: `api_key=${own.key}; x-api-key=${own.key}` });
    await refused('the admin token', { authorization: `Bearer ${adminToken}` });
  });
}
