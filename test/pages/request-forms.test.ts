import { env, exports } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { makePushesDue } from '../support/hurry-pushes';
import { newScene, type Scene, until } from '../support/scene';
import { type Browser, signedInBrowser } from '../support/signed-in-browser';

const pathOf = (requestId: string) => `/account/profile/requests/${requestId}`;

const handing = {
  steps: [
    { id: 'human', do: 'hand_over', note: 'Chiamare' },
    { id: 'plain', do: 'end', outcome: 'plain' },
    { id: 'gift', do: 'end', outcome: 'gift' },
  ],
};

/** Starts a request that waits for a person and opens its page in a browser. */
async function waitingForPerson(): Promise<{ scene: Scene; requestId: string; path: string; browser: Browser }> {
  const scene = await newScene();
  await scene.saveFlow(handing);
  const requestId = await scene.start();
  await scene.waitForStatus(requestId, 'waiting');
  const browser = await signedInBrowser(scene);
  await browser.get(pathOf(requestId));
  return { scene, requestId, path: pathOf(requestId), browser };
}

/** Starts a request whose push failed once and was then refused for good. */
async function withDeadPush(): Promise<{ scene: Scene; requestId: string; pushId: string }> {
  const scene = await newScene();
  const refusals = [{ status: 500, body: { why: '<b>' } }, { status: 410 }];
  await scene.configureMerchant({ behaviour: { updateObject: refusals } });
  await scene.saveFlow({
    steps: [
      { id: 'push', do: 'update_object', variables: { a: 1 } },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  });
  const requestId = await scene.start();
  const reaches = (state: string) =>
    until(async () => {
      const { body } = await scene.as('GET', `/v1/pushes?request_id=${requestId}`);
      expect(body.data[0]?.state).toBe(state);
      return body.data[0].push_id as string;
    });
  await reaches('retrying');
  await makePushesDue(scene);
  return { scene, requestId, pushId: await reaches('dead') };
}

/** Returns the entries of the audit log about requests, with what they are about. */
const logged = async (scene: Scene, prefix: string) =>
  (await scene.as('GET', '/v1/audit?limit=100')).body.data
    .filter(({ action }: any) => action.startsWith(prefix))
    .map(({ action, targets }: any) => [action, targets[0].id]);

test('a merchant cancels a request once, even if the form is sent twice', async () => {
  const { scene, requestId, path, browser } = await waitingForPerson();
  for (const { status, location } of await Promise.all([1, 2].map(() => browser.post(`${path}/cancel`)))) {
    expect([status, location]).toEqual([303, `${path}?done=cancelled`]);
  }
  const cancelled = await scene.request(requestId);
  expect(cancelled.status).toBe('cancelled');
  const again = await browser.post(`${path}/cancel`);
  expect([again.status, again.location]).toEqual([303, `${path}?done=cancelled`]);
  expect(await scene.request(requestId)).toEqual(cancelled);
  expect(await logged(scene, 'request.')).toEqual([['request.cancelled', requestId]]);
  const { text } = await browser.get(again.location ?? '');
  expect(text).toContain('Flow stopped.');
  expect(text).not.toContain(`${path}/cancel`);
});

test('a request that has already ended is not cancelled, and the page says so', async () => {
  const { scene, requestId, path, browser } = await waitingForPerson();
  await scene.as('PATCH', `/v1/requests/${requestId}`, { resume: 'plain' });
  await scene.waitForStatus(requestId, 'completed');
  const late = await browser.post(`${path}/cancel`);
  expect(late.location).toBe(`${path}?done=ended_already`);
  expect((await scene.request(requestId)).outcome).toBe('plain');
  expect((await browser.get(late.location ?? '')).text).toContain('had already ended');
});

test('a request that waits for a person resumes once, at the chosen step', async () => {
  const { scene, requestId, path, browser } = await waitingForPerson();
  const { text } = await browser.get(path);
  // Nothing is chosen beforehand, since each step does something else.
  expect(text).toMatch(
    /<select[^>]* required[^>]*><option value=""[^>]* selected[^>]*>[^<]+<\/option><option value="\w+"/,
  );
  expect(text).toContain('<option value="plain"');
  const wrong = await browser.post(`${path}/resume`, { resume: 'nowhere' });
  expect(wrong.location).toBe(`${path}?done=unknown_step`);
  expect((await browser.post(`${path}/resume`)).location).toBe(`${path}?done=unknown_step`);
  expect((await browser.get(wrong.location ?? '')).text).toContain('The flow does not have this step');
  const resumed = await browser.post(`${path}/resume`, { resume: 'gift' });
  expect(resumed.location).toBe(`${path}?done=resumed`);
  expect((await scene.waitForStatus(requestId, 'completed')).outcome).toBe('gift');
  const late = await browser.post(`${path}/resume`, { resume: 'plain' });
  expect(late.location).toBe(`${path}?done=not_waiting`);
  expect((await browser.get(late.location ?? '')).text).toContain('is no longer waiting for a person');
  expect((await scene.request(requestId)).outcome).toBe('gift');
  expect(await logged(scene, 'request.')).toEqual([['request.resumed', requestId]]);
});

test('a dead push shows its attempts and is retried once', async () => {
  const { scene, requestId, pushId } = await withDeadPush();
  const browser = await signedInBrowser(scene);
  const path = pathOf(requestId);
  const retry = `${path}/pushes/${pushId}/retry`;
  const { text } = await browser.get(path);
  expect(text).toContain('not delivered: no more attempts');
  expect(text).toContain('The store is paused');
  const rows = [...text.matchAll(/<tr><th scope="row" class="number">(\d)<\/th>.*?<\/tr>/g)].map(([row]) => row);
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatch(
    /HTTP 500.*\{&quot;why&quot;:&quot;&lt;b&gt;&quot;\}.*title="http_500">The store answered with error 500\..*\d+ ms<\/td>/,
  );
  expect(rows[1]).toMatch(
    /<time datetime="[\d-]+T[\d:.]+Z"[^>]*>.*HTTP 410.*title="http_410">The store answered with error 410\./,
  );

  await scene.as('POST', `/v1/stores/${scene.storeId}/resume`);
  expect((await browser.post(retry)).location).toBe(`${path}?done=retried`);
  await until(async () =>
    expect((await browser.get(path)).text).toContain('<span class="state done">delivered</span>'),
  );
  expect((await scene.merchantCalls()).deliveries).toHaveLength(1);
  const late = await browser.post(retry);
  expect([late.status, late.location]).toEqual([303, `${path}?done=push_not_dead`]);
  const after = await browser.get(late.location ?? '');
  expect(after.text).toContain('There was nothing to retry');
  expect(after.text).not.toContain(retry);
  expect((await scene.merchantCalls()).deliveries).toHaveLength(1);
});

describe('a form is rejected', () => {
  test('in a session that has expired or whose key is revoked', async () => {
    const { scene, requestId, path } = await waitingForPerson();
    const { body } = await scene.as('POST', '/v1/keys', { name: 'CRM' });
    const browser = await signedInBrowser({ key: body.api_key });
    await browser.get(path);
    await scene.as('DELETE', `/v1/keys/${body.key_id}`);
    const revoked = await browser.post(`${path}/cancel`);
    expect([revoked.status, revoked.location]).toEqual([303, '/account/profile/sign-in?reason=unsent']);

    const old = await signedInBrowser(scene);
    await old.get(path);
    await env.DB.prepare('update sessions set expires_at = 1 where account_id = ?').bind(scene.accountId).run();
    for (const form of ['cancel', 'resume', 'pushes/psh_x/retry']) {
      const { status, location } = await old.post(`${path}/${form}`, { resume: 'gift' });
      expect([status, location]).toEqual([303, '/account/profile/sign-in?reason=unsent']);
    }
    expect((await old.get(path)).location).toMatch(/^\/account\/profile\/sign-in\?reason=ended&next=/);
    expect((await scene.request(requestId)).status).toBe('waiting');
  });

  test('with another session’s token, without a token, or sent by another site', async () => {
    const { scene, requestId, path, browser } = await waitingForPerson();
    const other = await signedInBrowser(scene);
    const token = /name="form_token" value="(\w+)"/.exec((await other.get(path)).text)?.[1] ?? '';
    for (const form_token of [token, '', 'x']) {
      const { status, text } = await browser.post(`${path}/cancel`, { form_token });
      expect(status).toBe(403);
      expect(text).toContain('The form belongs to another session');
    }
    expect((await scene.request(requestId)).status).toBe('waiting');
    const own = /name="form_token" value="(\w+)"/.exec((await browser.get(path)).text)?.[1] ?? '';
    for (const [header, value] of [
      ['sec-fetch-site', 'cross-site'],
      ['origin', 'https://evil.example'],
    ] as const) {
      const headers = { [header]: value };
      const sent = browser.request(`${path}/cancel`, { method: 'POST', body: `form_token=${own}`, headers });
      expect((await exports.default.fetch(sent)).status).toBe(403);
    }
    expect((await scene.request(requestId)).status).toBe('waiting');
    // GET asks, and changes nothing.
    const asked = await browser.get(`${path}/cancel`);
    expect([asked.status, asked.text.includes(`action="${path}/cancel"`)]).toEqual([200, true]);
    expect((await scene.request(requestId)).status).toBe('waiting');
  });

  test('for a key without requests:write, which sees no buttons', async () => {
    const { scene, requestId, pushId } = await withDeadPush();
    await scene.saveFlow(handing, 'person');
    const waiting = await scene.start('person');
    await scene.waitForStatus(waiting, 'waiting');
    const scopes = ['settings:read', 'settings:write', 'requests:read', 'users:read'];
    const { body } = await scene.as('POST', '/v1/keys', { name: 'narrow', scopes });
    const browser = await signedInBrowser({ key: body.api_key });
    for (const path of [pathOf(requestId), pathOf(waiting)]) {
      const { status, text } = await browser.get(path);
      // The store is paused, which the strip above the page offers to check.
      const forms = [...text.matchAll(/<form method="post" action="([^"]+)"/g)].map(([, action]) => action);
      expect([status, new Set(forms.filter((action) => !action?.includes('/stores/')))]).toEqual([
        200,
        new Set(['/account/profile/sign-out']),
      ]);
      expect(text).toContain('buttons that change something are hidden');
    }
    const forms = [
      `${pathOf(waiting)}/cancel`,
      `${pathOf(waiting)}/resume`,
      `${pathOf(requestId)}/pushes/${pushId}/retry`,
    ];
    for (const form of forms) expect((await browser.post(form, { resume: 'gift' })).status).toBe(403);
    expect((await scene.request(waiting)).status).toBe('waiting');
    expect((await scene.as('GET', `/v1/pushes/${pushId}`)).body.state).toBe('dead');
  });

  test("for another account's request", async () => {
    const [{ scene, requestId, pushId }, other] = await Promise.all([withDeadPush(), newScene()]);
    await scene.saveFlow(handing, 'person');
    const waiting = await scene.start('person');
    await scene.waitForStatus(waiting, 'waiting');
    const browser = await signedInBrowser(other);
    const forms = [
      `${pathOf(waiting)}/cancel`,
      `${pathOf(waiting)}/resume`,
      `${pathOf(requestId)}/pushes/${pushId}/retry`,
    ];
    for (const form of forms) expect((await browser.post(form, { resume: 'gift' })).status).toBe(404);
    expect((await scene.request(waiting)).status).toBe('waiting');
    expect((await scene.as('GET', `/v1/pushes/${pushId}`)).body.state).toBe('dead');
  });
});
