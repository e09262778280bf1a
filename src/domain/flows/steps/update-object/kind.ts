import type { z } from 'zod';
import type { Issue } from '../../../../shared/errors/app-error';
import { checkStepObject } from '../../step-kind/check-literal';
import { variableNames } from '../../step-kind/raw-members';
import { defineStepKind } from '../../step-kind/step-kind';
import { checkRelease } from './check-release';
import { FAILED_PUSH_STATES } from './effect';
import { executeUpdateObject } from './execute';
import { UpdateObjectStep } from './schema';

function warnUpdateObject({ on_failed, wait }: z.input<typeof UpdateObjectStep>, at: string): Issue[] {
  if (on_failed === undefined || wait) return [];
  const message = 'The flow learns that a push has failed only with "wait": true';
  return [{ path: `${at}/on_failed`, code: 'member_without_effect', message }];
}

export const updateObjectKind = defineStepKind(UpdateObjectStep, {
  execute: executeUpdateObject,
  renderedMembers: ['object', 'variables'],
  check: (step, at) => [...checkStepObject(step, at), ...checkRelease(step, at)],
  warn: warnUpdateObject,
  simulatedFailures: FAILED_PUSH_STATES,
  saves: ({ save_as }) => (typeof save_as === 'string' ? [save_as] : []),
  role: 'data',
  describe: variableNames,
});
