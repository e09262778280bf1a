import { z } from 'zod';
import { liquidText } from '../../../liquid/liquid-text';
import { durationText, stepId } from '../../step-kind/schema-members';

const Choice = z.strictObject({ label: z.string().trim().min(1).max(60), goto: stepId });

export const HandOverStep = z
  .strictObject({
    id: stepId,
    do: z.literal('hand_over'),
    note: liquidText.optional(),
    /** A line to the customer, sent if a free form may be sent at this moment. */
    message: liquidText.min(1).optional(),
    /** What a person can choose, and where the run goes on then. */
    choices: z.array(Choice).max(10).optional(),
    timeout: durationText.optional(),
    on_timeout: stepId.optional(),
  })
  .refine(({ timeout, on_timeout }) => timeout === undefined || on_timeout !== undefined, {
    message: 'needs `on_timeout`: the step to go to when nobody has acted',
    path: ['timeout'],
  })
  .refine(({ timeout, on_timeout }) => on_timeout === undefined || timeout !== undefined, {
    message: 'needs `timeout`',
    path: ['on_timeout'],
  });
export type HandOverStep = z.infer<typeof HandOverStep>;
