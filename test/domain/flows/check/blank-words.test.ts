import { describe, expect, inject, test } from 'vitest';
import { checkDefinition } from '../../../../src/domain/flows/check/check-definition';
import { call, newTenant } from '../../../support/tenant';

const BLANK = [' ', '\u00a0\t', '\u200b', '\ufe0f', '🏽', '\u3164'];
const WORDS = ['sì', '👍', '???', '1'];

const admin = (method: string, path: string, body: unknown) =>
  call(method, path, { headers: { authorization: `Bearer ${inject('settings').ADMIN_TOKEN}` }, body });

test.each(BLANK)('a case for the blank word %j is refused, because no text equals it', (word) => {
  const steps = [
    { id: 'ask', do: 'send_message', to: '+393331234567', text: 'Allora?' },
    { id: 'answer', do: 'wait_for_reply', timeout: '1h', cases: [{ text: [...WORDS, word], goto: 'done' }] },
    { id: 'done', do: 'end', outcome: 'ok' },
  ];
  const { issues } = checkDefinition({ name: 'x', steps });
  expect(issues).toEqual([
    { path: '/steps/1/cases/0/text/4', code: 'blank_word', message: 'This must contain a letter, digit or symbol' },
  ]);
});

describe.each(['opt_out_words', 'opt_in_words'])('%s', (member) => {
  test.each(BLANK)('refuse the blank word %j when an account is created or updated', async (word) => {
    const made = await admin('POST', '/admin/accounts', { name: 'x', [member]: [...WORDS, word] });
    expect([made.status, made.body.errors]).toEqual([
      422,
      [{ path: `/${member}/4`, code: 'custom', message: 'This must contain a letter, digit or symbol' }],
    ]);
    const { accountId } = await newTenant();
    const changed = await admin('PATCH', `/admin/accounts/${accountId}`, { [member]: [word] });
    expect([changed.status, changed.body.errors?.[0]?.path]).toEqual([422, `/${member}/0`]);
    expect((await admin('PATCH', `/admin/accounts/${accountId}`, { [member]: WORDS })).status).toBe(200);
  });
});
