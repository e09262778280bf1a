import type { Channel } from '../../../db/channels/channels';
import type { SetUpResult, StoredSetUp } from '../../../db/schema';
import type { SetUpStep } from '../../../shared/flows/set-up-step';

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
): SetUpResult => ({ state, by, code, detail });

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

/** Returns all steps of a channel with the results of the last run. */
export const setUpSteps = ({ setUp, appId }: Pick<Channel, 'appId'> & { setUp: StoredSetUp | null }): SetUpStep[] =>
  SET_UP_STEPS.map((id) => ({ id, ...(setUp?.results[id] ?? NOT_RUN), link: LINKS[id](appId) }));
