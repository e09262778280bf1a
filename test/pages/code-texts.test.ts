import { describe, expect, test } from 'vitest';
import { errorReasonTexts } from '../../src/pages/components/error-reason-texts';
import { flowIssueTexts } from '../../src/pages/flows/issues/flow-issue-texts';

const checks = import.meta.glob<string>(
  [
    '../../src/domain/flows/check/*.ts',
    '../../src/domain/flows/settings/*.ts',
    '../../src/domain/flows/step-kind/check-literal.ts',
    '../../src/domain/flows/steps/*/check*.ts',
    '../../src/domain/flows/steps/*/kind.ts',
  ],
  { query: '?raw', import: 'default', eager: true },
);
const steps = import.meta.glob<string>(
  [
    '../../src/domain/flows/steps/*/execute.ts',
    '../../src/domain/flows/steps/send-message/render-forms.ts',
    '../../src/domain/flows/engine/{run,interpret,render-name}.ts',
  ],
  { query: '?raw', import: 'default', eager: true },
);

/** Returns every code that these sources write as a literal, once. */
const codesIn = (sources: Record<string, string>, pattern: RegExp): string[] => [
  ...new Set(Object.values(sources).flatMap((source) => [...source.matchAll(pattern)].map(([, code = '']) => code))),
];
const issueCodes = codesIn(checks, /\bcode(?:: | = )'([a-z_]+)'/g);
const errorCodes = codesIn(steps, /(?:\bcode: |StepFailed\()'([a-z_]+)'/g);

test('codes are found in both notations', () => {
  expect(issueCodes).toEqual(expect.arrayContaining(['blank_word', 'shopify_refuses']));
  expect(errorCodes).toEqual(expect.arrayContaining(['invalid_kind', 'loop_limit', 'no_object']));
});

describe.each(['it', 'en'] as const)('in %s', (language) => {
  test.each(issueCodes)('a flow’s page has a text for the issue %s', (code) => {
    expect(Object.keys(flowIssueTexts[language])).toContain(code);
  });

  test.each(errorCodes)('a request’s page has a text for the error %s', (code) => {
    expect(Object.keys(errorReasonTexts[language])).toContain(code);
  });
});
