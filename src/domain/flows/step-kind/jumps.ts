/** The members of a step that name another step, apart from the `goto` of its cases. */
export const JUMP_MEMBERS = [
  'otherwise',
  'on_timeout',
  'on_failed',
  'on_error',
  'on_not_found',
  'on_unverified',
] as const;

/** How a run gets from one step to another; `next` is the step below. */
export type Transition = 'next' | 'goto' | (typeof JUMP_MEMBERS)[number];
