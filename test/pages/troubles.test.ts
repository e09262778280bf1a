import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { join } from '../support/people';
import { newScene } from '../support/scene';
import { signedInBrowser } from '../support/signed-in-browser';

const PROFILE = '/account/profile';
const PAGES = ['/home', '', '/requests', '/overview', '/people', '/people/activity', '/shipments', '/flows'];
const ACCESS_TOKEN = 'EAAG-token-of-the-test';
const run = (statement: string, ...values: unknown[]) =>
  env.DB.prepare(statement)
    .bind(...values)
    .run();
/** Returns the strip above a page, as text with the addresses of its links. */
const stripOf = (page: string): string | undefined => /<aside class="troubles".*?<\/aside>/s.exec(page)?.[0];

test('what does not work is said on every page with its cure, until a check finds that it works', async () => {
  const scene = await newScene();
  const browser = await signedInBrowser(scene, 'it');
  expect(stripOf((await browser.get(`${PROFILE}/home`)).text)).toBeUndefined();
  await run(
    "update channels set broken_at = 1, broken_reason = 'meta_190' where account_id = ? and channel_id = ?",
    scene.accountId,
    scene.channelId,
  );
  await run("update stores set paused_at = 1, paused_reason = 'http_410' where id_store = ?", scene.storeId);
  await scene.configureMeta({ token: 'EAAG-another' });
  await scene.configureMerchant({ behaviour: { updateObject: Array.from({ length: 20 }, () => ({ status: 410 })) } });
  for (const path of [...PAGES, '/conversations', '/developers']) {
    const strip = stripOf((await browser.get(`${PROFILE}${path}`)).text);
    expect([path, strip]).toEqual([path, expect.stringContaining('i messaggi non partono')]);
    expect(strip).toContain('Meta non accetta più il token di accesso.');
    expect(strip).toContain(`href="${PROFILE}#${scene.channelId}"`);
    expect(strip).toContain('Il negozio ha risposto con l’errore 410.');
    expect(strip).toContain(`href="${PROFILE}#${scene.storeId}"`);
  }
  // Who cannot fix it knows whom to tell.
  const agent = await join(scene, 'agent');
  const seen = stripOf((await agent.browser.get(`${PROFILE}/conversations`)).text);
  expect(seen).toContain('Tell an administrator');
  expect(seen).not.toContain('<form');

  const recheck = async (path: string) => {
    await browser.get(`${PROFILE}/requests?state=failed`);
    const { location } = await browser.post(`${PROFILE}/${path}/resume`);
    return { location, text: (await browser.get(location ?? '')).text };
  };
  const still = await recheck(`channels/${scene.channelId}`);
  expect(still.location).toBe(`${PROFILE}/requests?state=failed&rechecked=fails`);
  expect(stripOf(still.text)).toContain('Verificato adesso: non funziona ancora.');
  expect((await recheck(`stores/${scene.storeId}`)).location).toContain('rechecked=fails');
  const states = () =>
    Promise.all([
      scene.as('GET', `/v1/channels/${scene.channelId}`).then(({ body }) => body.broken),
      scene.as('GET', `/v1/stores/${scene.storeId}`).then(({ body }) => body.paused_at),
    ]);
  expect(await states()).not.toContain(null);

  await scene.configureMeta({ token: ACCESS_TOKEN });
  await scene.configureMerchant({ behaviour: { updateObject: [] } });
  expect(stripOf((await recheck(`channels/${scene.channelId}`)).text)).not.toContain('i messaggi non partono');
  const mended = await recheck(`stores/${scene.storeId}`);
  expect([stripOf(mended.text), mended.text.includes('Funziona di nuovo')]).toEqual([undefined, true]);
  expect(await states()).toEqual([null, null]);
});

test('limits of Meta and updates that keep failing are troubles too', async () => {
  const scene = await newScene();
  await scene.saveFlow({
    steps: [
      ...[1, 2, 3, 4, 5].map((n) => ({ id: `push${n}`, do: 'update_object', variables: { n } })),
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  await scene.waitForStatus(await scene.start(), 'completed');
  const limit = (until: number | null) =>
    run(
      'update channels set limits = ? where channel_id = ?',
      JSON.stringify([{ kind: 'template', reason: 'x', until }]),
      scene.channelId,
    );
  const browser = await signedInBrowser(scene);
  const strip = async () => stripOf((await browser.get(`${PROFILE}/shipments`)).text);
  const fail = (count: number) =>
    run(
      "update pushes set state = 'dead', held_until = null where push_id in (select push_id from pushes where account_id = ? limit ?)",
      scene.accountId,
      count,
    );
  await fail(4);
  await limit(Date.now() - 5_000);
  expect(await strip()).toBeUndefined();
  await fail(5);
  await limit(null);
  expect(await strip()).toContain('Meta limits this number');
  expect(await strip()).toContain(`href="${PROFILE}/home#to-fix"`);
  const home = (await browser.get(`${PROFILE}/home`)).text;
  const faults = /<section id="to-fix".*?<\/section>/s.exec(home)?.[0] ?? '';
  expect(faults).toContain('updates did not arrive.');
  // The five updates are of one order.
  expect(faults.match(/<bdi>1001<\/bdi>/g)).toHaveLength(1);
  expect((await browser.post(`${PROFILE}/home/stores/${scene.storeId}/retry`)).location).toContain('done=retried');
  const left = await env.DB.prepare("select count(*) as n from pushes where account_id = ? and state = 'dead'")
    .bind(scene.accountId)
    .first();
  expect(left).toEqual({ n: 0 });
});
