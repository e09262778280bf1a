import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { appOfParts } from '../../src/http/app-of-parts';
import { newBaseApp } from '../../src/http/base-app';

const answering = (text: string) => newBaseApp().all('*', (c) => c.text(text));

test('a part whose first load fails answers 503 once and is then loaded, by each of the calls at the same time, and kept', async () => {
  let loads = 0;
  const fetchHandler = appOfParts(answering('core'), {
    'v1/flaky': async () => {
      loads += 1;
      if (loads === 1) throw new Error('the part is not there');
      return answering('part');
    },
  });
  const get = (path: string) => fetchHandler(new Request(`https://aisac.test${path}`), env, createExecutionContext());
  const failed = await get('/v1/flaky');
  expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await failed.json()).toMatchObject({ code: 'unavailable', trace_id: failed.headers.get('x-trace-id') });
  const answers = await Promise.all(['/v1/flaky', '/v1/flaky/deeper', '/v1/fl%61ky'].map(get));
  expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['part', 'part', 'part']);
  // The first call failed, three loaded at the same time, and what they loaded is kept.
  expect(await (await get('/v1/flaky')).text()).toBe('part');
  expect(loads).toBe(4);
  for (const path of ['/v1/flaky2', '/v1', '/', '/flaky']) expect(await (await get(path)).text()).toBe('core');
});

test('the longest path decides which part answers', async () => {
  const fetchHandler = appOfParts(answering('core'), {
    account: async () => answering('short'),
    'account/profile/flows': async () => answering('long'),
  });
  const get = async (path: string) =>
    (await fetchHandler(new Request(`https://aisac.test${path}`), env, createExecutionContext())).text();
  expect([await get('/account/profile/flows/a/b'), await get('/account/profile/flow'), await get('/account')]).toEqual([
    'long',
    'short',
    'short',
  ]);
});
