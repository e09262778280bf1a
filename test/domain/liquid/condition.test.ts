import { expect, test } from 'vitest';
import { compileCondition, evaluateCondition } from '../../../src/domain/liquid/condition';

const env = { locale: 'it-IT', zone: 'Europe/Rome', currency: 'EUR' };
const scope = {
  order: { payment_method: 'cod', total: '59.90', items: [{ n: 1 }], tags: ['vip', 'b2b'], note: null, gift: false },
  variables: { total: 75 },
};
const holds = (condition: string) => {
  const evaluated = evaluateCondition(condition, scope, env);
  return evaluated.ok ? evaluated.value : evaluated.code;
};

test('a condition evaluates as in an if tag', () => {
  expect(holds("order.payment_method == 'cod' and variables.total > 50")).toBe(true);
  expect(holds("order.payment_method == 'card' or order.payment_method == 'paypal'")).toBe(false);
  expect(holds("order.tags contains 'vip'")).toBe(true);
  expect(holds("order.payment_method contains 'o'")).toBe(true);
  expect(holds('order.items.size >= 1')).toBe(true);
  expect(holds('order.gift')).toBe(false);
  expect(holds('order.note')).toBe(false);
  expect(holds('order.nothing.at.all')).toBe(false);
  expect(holds('order.nothing == nil and order.note == nil')).toBe(true);
  expect(holds('order.payment_method != blank and order.items != empty')).toBe(true);
});

test('and has the same precedence as or: the rightmost comes first, as in Shopify', () => {
  expect(holds('false and false or true')).toBe(false);
  expect(holds('true or false and false')).toBe(true);
});

test('an amount in a text compares with a number by value', () => {
  expect(holds('order.total > 9')).toBe(true);
  expect(holds('order.total >= 59.9 and order.total <= 59.9')).toBe(true);
  expect(holds('100 > order.total')).toBe(true);
  expect(holds('order.payment_method > 5')).toBe(false);
  expect(holds('order.payment_method < 5')).toBe(false);
  expect(holds('order.nothing < 5')).toBe(false);
});

test.each([
  ['', 'nothing'],
  ['  ', 'blanks'],
  ['true %}{{ order.total }}{% if true', 'a tag that closes ours'],
  ["order.total == '%}'", 'our end inside a text'],
  ['true %}', 'an end'],
  ['{% if true', 'a beginning'],
  ['{{ order.gift }}', 'an output'],
  ['order.total | nosuch', 'an unknown filter'],
])('%s is not a condition: %s', (condition) => {
  expect(holds(condition)).not.toBe(true);
  expect(compileCondition(condition)).toMatchObject({ ok: false });
});

test('a condition over its limits is stopped', () => {
  expect(holds('(1..100000000) contains 7')).toBe('template_limit');
});
