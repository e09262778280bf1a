import type { HomeRows } from '../../db/pages/home';

/** The steps from nothing to the first order, in their order. */
export const SET_UP_STEPS = ['store', 'whatsapp', 'templates', 'flow', 'trial'] as const;
export type SetUpStep = (typeof SET_UP_STEPS)[number];

/** Returns which steps are done; `next` is the first that is not, null once all are. */
export function setUpProgress([done]: HomeRows['done']): {
  steps: { step: SetUpStep; isDone: boolean }[];
  doneCount: number;
  next: SetUpStep | null;
} {
  const steps = SET_UP_STEPS.map((step) => ({ step, isDone: Boolean(done?.[step]) }));
  return {
    steps,
    doneCount: steps.filter(({ isDone }) => isDone).length,
    next: steps.find(({ isDone }) => !isDone)?.step ?? null,
  };
}
