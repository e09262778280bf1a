import type { Issue } from '../../../../shared/errors/app-error';
import { canonicalJson } from '../../../../shared/json/json';
import { REPLY_KINDS } from '../../../messages/answering-kinds';
import { BLANK_WORD_MESSAGE, isBlankWord } from '../../../words/blank-word';
import { normalizeText } from '../../../words/normalize-text';
import { type WaitForReplyInput, wordsOfCase } from './schema';

type Cases = NonNullable<WaitForReplyInput['cases']>;

const checkLiterals = (cases: Cases, at: string): Issue[] =>
  cases.flatMap(({ kind, text }, i) => [
    ...(kind === undefined || REPLY_KINDS.includes(kind)
      ? []
      : [
          {
            path: `${at}/cases/${i}/kind`,
            code: 'unknown_kind',
            message: `No reply has this kind; use one of ${REPLY_KINDS.join(', ')}`,
          },
        ]),
    ...(wordsOfCase({ text }) ?? []).flatMap((word, j) =>
      isBlankWord(word)
        ? [{ path: `${at}/cases/${i}/text/${j}`, code: 'blank_word', message: BLANK_WORD_MESSAGE }]
        : [],
    ),
  ]);

/** Reports the cases that no reply reaches because an earlier case matches it. */
function checkReachable(cases: Cases, at: string): Issue[] {
  const never = (i: number, message: string): Issue[] => [
    { path: `${at}/cases/${i}`, code: 'case_never_reached', message },
  ];
  /** The tests that are the only test of an earlier case, which matches every such reply. */
  const taken = new Set<string>();
  const seen = new Set<string>();
  return cases.flatMap(({ goto: _, ...tests }, i) => {
    const each = Object.entries<unknown>(tests).filter(([, test]) => test !== undefined);
    const wordsOf = (name: string, test: unknown): string[] =>
      name === 'text' && Array.isArray(test)
        ? test.map((words: string) => `text ${normalizeText(words)}`)
        : [`${name} ${String(test)}`];
    const whole = canonicalJson(tests);
    const isCovered = each.some(([name, test]) => wordsOf(name, test).every((words) => taken.has(words)));
    const isReachable = !isCovered && !seen.has(whole);
    seen.add(whole);
    const [only] = each;
    if (only && each.length === 1) for (const words of wordsOf(...only)) taken.add(words);
    if (!isReachable) return never(i, 'An earlier case takes every such reply: remove one of them');
    const { button, list, kind } = tests;
    if (button !== undefined && list !== undefined)
      return never(i, 'No reply is both a button and a row of a list: write two cases');
    const kinds = button !== undefined ? ['button', 'interactive'] : list !== undefined ? ['interactive'] : null;
    if (kinds === null || kind === undefined || kinds.includes(kind) || !REPLY_KINDS.includes(kind)) return [];
    return never(i, `A choice has the kind ${kinds.join(' or ')}: remove the kind`);
  });
}

export const checkWaitForReply = ({ cases = [] }: WaitForReplyInput, at: string): Issue[] => [
  ...checkLiterals(cases, at),
  ...checkReachable(cases, at),
];
