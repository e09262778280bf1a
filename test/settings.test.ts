import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import worker from '../src/index';

const ask = async (path: string, settings: Record<string, unknown>) => {
  const response = await worker.fetch(
    new Request(`https://aisac.test${path}`),
    { ...env, ...settings },
    createExecutionContext(),
  );
  return { status: response.status, headers: response.headers, text: await response.text() };
};

test.each([
  ['ADMIN_TOKEN', undefined],
  ['ADMIN_TOKEN', ''],
  ['SECRETS_KEY', undefined],
  ['SECRETS_KEY', 'too-short-to-be-a-key'],
  ['SECRETS_KEY_PREVIOUS', 'too-short-to-be-a-key'],
  ['META_VERIFY_TOKEN', undefined],
  ['VAPID_PRIVATE_KEY', 'too-short-to-be-a-key'],
  ['ACCESS_TEAM_DOMAIN', 'https://shop.example'],
])(
  'with a missing or malformed %s only /healthz answers, and it names the setting but not its value',
  async (name, value) => {
    const health = await ask('/healthz', { [name]: value });
    expect(health.status).toBe(503);
    expect(JSON.parse(health.text)).toEqual({ status: 'not_configured', missing: [name] });
    if (value) expect(health.text).not.toContain(value);
    for (const path of ['/v1/account', '/openapi.json', '/docs', '/webhook/facebook/', '/nothing']) {
      const answer = await ask(path, { [name]: value });
      expect(answer.status).toBe(503);
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'not_configured' });
    }
  },
);

test('a profile page returns the error as an HTML page with a strict CSP', async () => {
  const answer = await ask('/account/profile?lang=it', { META_VERIFY_TOKEN: undefined });
  expect([answer.status, answer.text.includes('Manca un’impostazione di Aisac')]).toEqual([503, true]);
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
});
