import { expect, test } from 'vitest';
import { breaksChannel } from '../../../src/domain/channels/breaks-channel';

test.each([0, 3, 10, 190, 200, 250, 299, 368, 131031, 131042, 131045, 133010])('code %i breaks the channel', (code) => {
  expect(breaksChannel(code)).toBe(true);
});

test.each([1, 4, 100, 199, 300, 80007, 130429, 131026, 131047, 132001, '190', null, undefined])(
  'code %j is of one message',
  (code) => {
    expect(breaksChannel(code)).toBe(false);
  },
);
