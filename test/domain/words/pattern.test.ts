import { expect, test, vi } from 'vitest';
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

/** Counts the reads of characters while `work` runs. */
function countReads(work: () => void): number {
  const spies = (['charCodeAt', 'codePointAt'] as const).map((name) => vi.spyOn(String.prototype, name));
  work();
  const reads = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  for (const spy of spies) spy.mockRestore();
  return reads;
}

test('patterns that make other engines backtrack forever match in linear time', () => {
  const text = `${'a'.repeat(4_095)}!`;
  for (const bomb of ['^(a+)+$', '^(a|aa)+$', '^(a|a?)+$', '(.*)*x', String.raw`^(\w+\s?)+$`, '(x+x+)+y']) {
    expect(countReads(() => expect(fits(bomb, text)).toBe(false))).toBeLessThan(5 * text.length);
    expect(countReads(() => expect(fits(bomb, 'a'.repeat(1_000_000))).toBe(false))).toBeLessThan(100);
  }
});
