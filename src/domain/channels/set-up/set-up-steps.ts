import type { Channel } from '../../../db/channels/channels';
import type { SetUpResult, StoredSetUp } from '../../../db/schema';
import type { FoundStep, StepFacts } from '../../../shared/flows/set-up-step';

/** The steps of connecting a number, in their order. */
export const SET_UP_STEPS = [
  'app',
  'access_token',
  'number',
  'webhook',
  'subscription',
  'registration',
  'display_name',
  'business_verification',
  'payment',
  'health',
] as const;
export type SetUpStepId = (typeof SET_UP_STEPS)[number];

export const done = (by: SetUpResult['by'], detail: string | null = null, code: string | null = null): SetUpResult => ({
  state: 'done',
  by,
  code,
  detail,
});
export const notDone = (
  state: 'to_do' | 'waiting' | 'failed',
  by: SetUpResult['by'],
  code: string,
  detail: string,
  facts?: StepFacts,
): SetUpResult => ({ state, by, code, detail, ...(facts ? { facts } : {}) });

const MANAGER = 'https://business.facebook.com/wa/manage';
const NUMBERS = `${MANAGER}/phone-numbers/`;

/** The page of Meta on which a person does a step, or looks it up. */
const LINKS: Record<SetUpStepId, (appId: string | null) => string> = {
  app: (appId) => `https://developers.facebook.com/apps/${appId === null ? '' : `${appId}/settings/basic/`}`,
  access_token: () => 'https://business.facebook.com/settings/system-users',
  number: () => NUMBERS,
  webhook: (appId) => `https://developers.facebook.com/apps/${appId === null ? '' : `${appId}/webhooks/`}`,
  subscription: () => `${MANAGER}/home/`,
  registration: () => NUMBERS,
  display_name: () => NUMBERS,
  business_verification: () => 'https://business.facebook.com/settings/security',
  payment: () => 'https://business.facebook.com/billing_hub/accounts',
  health: () => `${MANAGER}/home/`,
};

/** What a step is before its first run. */
const NOT_RUN: SetUpResult = { state: 'to_do', by: 'us', code: null, detail: null };

/** Meta's codes for which it refuses messages, by the step that they contradict. */
const BROKEN_STEPS: Record<string, SetUpStepId> = {
  meta_0: 'access_token',
  meta_3: 'access_token',
  meta_10: 'access_token',
  meta_190: 'access_token',
  meta_131042: 'payment',
  meta_131045: 'registration',
  meta_133010: 'registration',
};
const REFUSED = 'Meta has refused a message of this number since the last check';

/**
 * A message that Meta has refused is newer than the last check: the step that it contradicts has failed, and whether the number can
 * send is unknown.
 */
function contradicted(
  step: FoundStep,
  { brokenAt, brokenReason }: Pick<Channel, 'brokenAt' | 'brokenReason'>,
): FoundStep {
  if (brokenAt === null) return step;
  const isKnown = step.state === 'failed' || (step.state === 'to_do' && step.code !== null);
  if (isKnown) return step;
  if (step.id === (BROKEN_STEPS[brokenReason ?? ''] ?? 'health')) {
    return { ...step, state: 'failed', by: 'merchant', code: brokenReason, detail: REFUSED };
  }
  return step.id === 'health' ? { ...step, state: 'to_do', by: 'us', code: null, detail: REFUSED } : step;
}

/** Returns all steps of a channel with the results of the last run, but for what a refused message has shown since. */
export const setUpSteps = (
  channel: Pick<Channel, 'appId' | 'brokenAt' | 'brokenReason'> & { setUp: StoredSetUp | null },
): FoundStep[] =>
  SET_UP_STEPS.map((id) =>
    contradicted({ id, ...(channel.setUp?.results[id] ?? NOT_RUN), link: LINKS[id](channel.appId) }, channel),
  );
