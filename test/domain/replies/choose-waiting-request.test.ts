import { expect, test } from 'vitest';
import type { OpenRun } from '../../../src/db/run-log/open-runs';
import { noReply, type Reply } from '../../../src/domain/messages/reply';
import {
  chooseWaitingRequest,
  fitsAnyCase,
  pendingReplyWait,
} from '../../../src/domain/replies/choose-waiting-request';

const env = { locale: 'it-IT', zone: 'Europe/Rome', currency: 'EUR' };
const say = { id: 'ask', do: 'send_message', to: '{{ user.user_key }}', text: 'Va bene?' };
const answer = { id: 'answer', do: 'wait_for_reply', timeout: '24h' };
const end = { id: 'done', do: 'end', outcome: 'ok' };
const branch = { id: 'which', do: 'branch', cases: [{ when: 'variables.vip', goto: 'answer' }] };

/** A run of these steps, which has just begun. */
const runOf = (steps: object[], more: Partial<OpenRun> = {}): OpenRun => ({
  requestId: 'req_1',
  flow: 'flow',
  objectId: null,
  variables: {},
  waitingFor: null,
  steps: JSON.stringify(steps),
  settings: '[]',
  flowName: 'x',
  step: null,
  suspendReason: null,
  createdAt: 0,
  storeName: '',
  order: null,
  ...more,
});
const reply = (text: string): Reply => ({ ...noReply(false), kind: 'text', text, message_id: 'msg_1' });

test.each<[string, object[], Partial<OpenRun>, string | null]>([
  ['has not begun, and asks first', [say, answer, end], {}, null],
  ['has not begun, and waits first', [answer, say, end], {}, 'answer'],
  ['has sent its question', [say, answer, end], { step: 'ask' }, 'answer'],
  ['waits for the send window to ask', [say, answer, end], { step: 'ask--window', waitingFor: 'timer' }, null],
  ['has waited for the send window, and asks now', [say, answer, end], { step: 'ask--window' }, null],
  [
    'does not know whether its question was sent',
    [say, answer, end],
    { step: 'ask', waitingFor: 'timer', suspendReason: 'answer_lost' },
    'answer',
  ],
  ['waits for a reply', [say, answer, end], { step: 'answer', waitingFor: 'reply' }, 'answer'],
  ['has got its reply', [say, answer, end], { step: 'answer' }, null],
  ['may jump over the next question to a wait', [branch, say, end, answer], { step: 'which' }, 'answer'],
])('a run that %s: %j', (_, steps, more, wait) => {
  expect(pendingReplyWait(runOf(steps, more))?.id ?? null).toBe(wait);
});

test.each<[string, string, boolean | 'unknown']>([
  ["reply.text == 'sì'", 'sì', true],
  ["reply.text == 'sì'", 'no', false],
  ["variables.vip and object.id == '7'", 'no', true],
  ["order.total > 10 and reply.text == 'sì'", 'sì', 'unknown'],
  ["reply.text == 'sì' and", 'sì', 'unknown'],
])('a case for «%s» fits the reply «%s»: %s', (when, text, fits) => {
  const run = runOf([say, answer, end], { objectId: '7', variables: { vip: true } });
  const of = (unknown: boolean) => fitsAnyCase([{ when, goto: 'done' }], run, reply(text), env, unknown);
  expect([of(true), of(false)]).toEqual(fits === 'unknown' ? [true, false] : [fits, fits]);
});

test.each<[string, object[], Partial<OpenRun>, number, boolean]>([
  ['executes', [{ id: 'n', do: 'set', variables: { n: 1 } }, end], { step: 'n' }, 10, false],
  ['waits for time', [{ id: 'pause', do: 'wait', for: '1h' }, end], { step: 'pause', waitingFor: 'timer' }, 10, true],
  ['has asked after the message was written', [say, answer], { step: 'answer', waitingFor: 'reply' }, 4, false],
])('a message for a customer whose run %s may start flows or not', (_, steps, more, at, mayStartFlows) => {
  const candidate = { requestId: 'req_1', turn: 0, answersSince: 5, waitingFor: more.waitingFor ?? null };
  const choice = chooseWaitingRequest([candidate as never], [runOf(steps, more)], { reply: reply('x'), at }, env);
  expect(choice).toEqual({ kind: 'nobody', mayStartFlows });
});
