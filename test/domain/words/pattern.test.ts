import { expect, test } from 'vitest';
import { compilePattern } from '../../../src/domain/words/pattern';

function fits(source: string, text: string): boolean {
  const pattern = compilePattern(source);
  if (!pattern.ok) throw new Error(pattern.message);
  return pattern.matches(text);
}

test('a pattern matches anywhere in the text', () => {
  expect(fits(String.raw`\b\d{5}\b`, 'il CAP è 00184, grazie')).toBe(true);
  expect(fits(String.raw`\b\d{5}\b`, 'il CAP è 184')).toBe(false);
  expect(fits('^(?i)domani( mattina)?$', 'Domani mattina')).toBe(true);
  expect(fits('^sì', 'sì, confermo')).toBe(true);
});

test.each([
  String.raw`(a)\1`,
  'a(?=b)',
  'a(?<!b)',
  '(',
  '[z-a]',
  'a{1001}',
  '((a{0,30}){0,30})',
  String.raw`(?:\p{L}?){199}`,
])('«%s» is refused when it is saved', (source) => {
  expect(compilePattern(source)).toMatchObject({ ok: false, message: expect.any(String) });
});

test('patterns that make other engines backtrack forever match in linear time', () => {
  const started = performance.now();
  for (const bomb of ['^(a+)+$', '^(a|aa)+$', '^(a|a?)+$', '(.*)*x', String.raw`^(\w+\s?)+$`, '(x+x+)+y']) {
    expect(fits(bomb, `${'a'.repeat(4_095)}!`)).toBe(false);
    expect(fits(bomb, 'a'.repeat(1_000_000))).toBe(false);
  }
  expect(performance.now() - started).toBeLessThan(300);
});
