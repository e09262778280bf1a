import { defineStepKind } from '../../step-kind/step-kind';
import { checkUntil } from '../wait/check-until';
import { checkWaitForReply } from './check';
import { describeWaitForReply, labelsOfReplyLine } from './describe';
import { executeWaitForReply } from './execute';
import { WaitForReplyStep } from './schema';

export const waitForReplyKind = defineStepKind(WaitForReplyStep, {
  execute: executeWaitForReply,
  renderedMembers: ['until'],
  check: (step, at) => [...checkWaitForReply(step, at), ...checkUntil(step, at)],
  waits: true,
  goesOn: ({ otherwise, on_timeout }) => otherwise === undefined || on_timeout === undefined,
  saves: ({ save_as: name }) => ['reply', ...(typeof name === 'string' ? [name] : [])],
  role: 'wait',
  describe: describeWaitForReply,
  lineLabels: labelsOfReplyLine,
});
