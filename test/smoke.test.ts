import { exports } from 'cloudflare:workers';
import { expect, test } from 'vitest';

test('answers', async () => {
  const answer = await exports.default.fetch('http://x/');
  expect(await answer.text()).toBe('ok');
});
