import { describe, expect, test } from 'vitest';
import { eventExample, eventSchema } from '../../../src/domain/outbox/event-schema';
import { EVENT_TYPE_NAMES, isTypePattern } from '../../../src/domain/outbox/event-types';

test.each(EVENT_TYPE_NAMES)('the example of %s fits its schema, without another member', (type) => {
  const example = eventExample(type);
  expect(eventSchema(type).parse(example)).toEqual(example);
  expect(JSON.stringify(example)).not.toMatch(/[{}]\w+\}/);
});

describe('a type pattern', () => {
  test.each(['*', 'request.*', 'push.dead', ...EVENT_TYPE_NAMES])('%s selects events', (text) => {
    expect(isTypePattern(text)).toBe(true);
  });
  test.each(['', '.*', 'req.*', 'request', 'request.', '**', 'request.?ead', 'constructor', '[a-z]*', 'request.*.*'])(
    '«%s» selects none',
    (text) => expect(isTypePattern(text)).toBe(false),
  );
});
