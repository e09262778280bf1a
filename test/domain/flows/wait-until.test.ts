import { expect, test } from 'vitest';
import { FlowDefinition } from '../../../src/domain/flows/definition/definition';
import { runnableFlow } from '../../../src/domain/flows/definition/runnable-flow';
import type { Effects } from '../../../src/domain/flows/engine/effects';
import { interpret } from '../../../src/domain/flows/engine/interpret';
import { executeStep } from '../../../src/domain/flows/steps/step-kinds';
import { formatInstant } from '../../../src/shared/time/time-zone';

/** Returns when the wait of a flow that starts at `now` ends, or the error code. */
async function waits(until: string, now: string, timeZone = 'Europe/Rome'): Promise<string> {
  let seen = '';
  const effects = {
    async perform(_effect: unknown, _at: unknown, _progress: unknown, input: { until: number }) {
      seen = formatInstant(input.until, timeZone);
      return { now: input.until, variables: {} };
    },
    async end() {},
    async fail(_at: unknown, _progress: unknown, { code }: { code: string }) {
      seen = code;
    },
  } as unknown as Effects;
  const steps = [
    { id: 'pause', do: 'wait', until },
    { id: 'done', do: 'end', outcome: 'ok' },
  ];
  await interpret({
    definition: runnableFlow(FlowDefinition.parse({ name: 'x', steps })),
    execute: executeStep,
    input: {
      request: { request_id: 'req_x', flow: 'x', user_key: 'u', object: null },
      variables: { at: '2027-10-31T02:30' },
      store: { id_store: 'str_x', name: 'x' },
      timeZone,
      currency: 'EUR',
      startedAt: Date.parse(now),
    },
    effects,
  });
  return seen;
}

const tomorrowAtNine = "{{ now | date: '%s' | plus: 86400 | times: 1000 | date: '%Y-%m-%dT09:00' }}";

test.each([
  [
    'tomorrow at nine, over the change to summer time',
    tomorrowAtNine,
    '2027-03-27T18:00:00+01:00',
    '2027-03-28T09:00:00.000+02:00',
  ],
  [
    'tomorrow at nine, over the change back',
    tomorrowAtNine,
    '2027-10-30T18:00:00+02:00',
    '2027-10-31T09:00:00.000+01:00',
  ],
  [
    'an hour from now, in seconds since 1970',
    "{{ now | date: '%s' | plus: 3600 }}",
    '2027-07-01T18:00:00+02:00',
    '2027-07-01T19:00:00.000+02:00',
  ],
  [
    'a time in the hour that comes twice is its first',
    '{{ variables.at }}',
    '2027-10-30T18:00:00+02:00',
    '2027-10-31T02:30:00.000+02:00',
  ],
  [
    'a time in the hour that is skipped is when the clock goes on',
    '2027-03-28T02:30',
    '2027-03-27T18:00:00+01:00',
    '2027-03-28T03:00:00.000+02:00',
  ],
  [
    'an offset is taken as it is',
    '2027-03-28T02:30:00+01:00',
    '2027-03-27T18:00:00+01:00',
    '2027-03-28T03:30:00.000+02:00',
  ],
  ['a time that has passed ends at once', '2020-01-01', '2027-03-27T18:00:00+01:00', '2020-01-01T00:00:00.000+01:00'],
  ['what is no instant', 'domani', '2027-03-27T18:00:00+01:00', 'invalid_instant'],
  ['a number of milliseconds', '1814457600000', '2027-07-01T17:00:00+02:00', '2027-07-01T18:00:00.000+02:00'],
  ['seconds before 2001', '999999999', '2027-03-27T18:00:00+01:00', 'invalid_instant'],
  ['the first second of ten digits', '1000000000', '2027-03-27T18:00:00+01:00', '2001-09-09T03:46:40.000+02:00'],
  ['a date in digits', '20271224', '2027-03-27T18:00:00+01:00', 'invalid_instant'],
  ['a year', '2027', '2027-03-27T18:00:00+01:00', 'invalid_instant'],
  ['a date and a time in digits', '202712240900', '2027-03-27T18:00:00+01:00', 'invalid_instant'],
  ['the same with seconds', '20271224090000', '2027-03-27T18:00:00+01:00', 'invalid_instant'],
  ['a negative number', '-1814457600', '2027-03-27T18:00:00+01:00', 'invalid_instant'],
  ['a number with zeros before it', '0000002027', '2027-03-27T18:00:00+01:00', 'invalid_instant'],
  ['nothing', '{{ variables.nothing }}', '2027-03-27T18:00:00+01:00', 'invalid_instant'],
  ['over a year', '2029-01-01', '2027-03-27T18:00:00+01:00', 'wait_too_long'],
])('%s', async (_, until, now, expected) => {
  expect(await waits(until, now)).toBe(expected);
});

test('a local time is read in the account’s time zone', async () => {
  const now = '2027-03-13T18:00:00-05:00';
  expect(await waits(tomorrowAtNine, now, 'America/New_York')).toBe('2027-03-14T09:00:00.000-04:00');
});
