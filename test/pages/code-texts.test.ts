import { describe, expect, test } from 'vitest';
import { errorReasonTexts } from '../../src/pages/components/error-reason-texts';
import { flowIssueTexts } from '../../src/pages/flows/issues/flow-issue-texts';
import { shopStepTexts } from '../../src/pages/set-up/stores/shop-step-texts';
import { anyStepTexts, channelStepTexts } from '../../src/pages/set-up/whatsapp/channel-step-texts';
import { whatsappTexts } from '../../src/pages/set-up/whatsapp/whatsapp-texts';

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

const setUps = import.meta.glob<string>(['../../src/domain/channels/set-up/*.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const shopSetUp = import.meta.glob<string>(['../../src/domain/stores/set-up/set-up-steps.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Returns every code that these sources write as a literal, once. */
const codesIn = (sources: Record<string, string>, pattern: RegExp): string[] => [
  ...new Set(Object.values(sources).flatMap((source) => [...source.matchAll(pattern)].map(([, code = '']) => code))),
];
const issueCodes = codesIn(checks, /\bcode(?:: | = )'([a-z_]+)'/g);
const errorCodes = codesIn(steps, /(?:\bcode: |StepFailed\()'([a-z_]+)'/g);

const stepCodes = codesIn(setUps, /notDone\(\s*'\w+',\s*'\w+',\s*'([a-z_]+)'/g);
const refusals = codesIn(setUps, /(?:wrongToken|failed)\(\s*'([a-z_]+)'/g);
const shopCodes = codesIn(shopSetUp, /\bcode: '([a-z_]+)'/g);
/** A step's own words say as much: what is missing, with Meta's explanation beside it. */
const SAID_BY_STEP = ['blocked', 'number_choice', 'address_missing'];
const wordsFor = (texts: Record<string, { codes?: object }>): string[] =>
  Object.values(texts).flatMap(({ codes = {} }) => Object.keys(codes));

test('codes are found in both notations', () => {
  expect(issueCodes).toEqual(expect.arrayContaining(['blank_word', 'shopify_refuses']));
  expect(stepCodes).toEqual(expect.arrayContaining(['callback_taken', 'meta_busy', 'token_expires']));
  expect(refusals).toEqual(expect.arrayContaining(['token_invalid', 'no_account']));
  expect(errorCodes).toEqual(expect.arrayContaining(['invalid_kind', 'loop_limit', 'no_object']));
});

describe.each(['it', 'en'] as const)('in %s', (language) => {
  test.each(issueCodes)('a flow’s page has a text for the issue %s', (code) => {
    expect(Object.keys(flowIssueTexts[language])).toContain(code);
  });

  test.each(errorCodes)('a request’s page has a text for the error %s', (code) => {
    expect(Object.keys(errorReasonTexts[language])).toContain(code);
  });

  test('every state of a set-up and every refused secret has words', () => {
    const channel = [...wordsFor(channelStepTexts[language]), ...Object.keys(anyStepTexts[language])];
    const isSaid = (known: string[]) => (code: string) => known.includes(code) || SAID_BY_STEP.includes(code);
    expect(stepCodes.filter((code) => !isSaid(channel)(code))).toEqual([]);
    expect(shopCodes.filter((code) => !isSaid(wordsFor(shopStepTexts[language]))(code))).toEqual([]);
    expect(refusals.filter((code) => !(code in whatsappTexts[language].refused))).toEqual([]);
  });
});
