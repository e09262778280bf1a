import { expect, test } from 'vitest';
import { queueRole } from '../../src/runtime/queue-role';

test('a queue name gives its role in every environment, and an unknown name throws', () => {
  expect(['inbound', 'inbound-staging', 'inbound-dead', 'inbound-dead-production'].map(queueRole)).toEqual([
    'inbound',
    'inbound',
    'inbound-dead',
    'inbound-dead',
  ]);
  expect(['pushes-production', 'pushes-dead-staging'].map(queueRole)).toEqual(['pushes', 'pushes-dead']);
  for (const wrong of ['', 'inbounds', 'production-pushes']) expect(() => queueRole(wrong)).toThrow();
});
