import { z } from 'zod';
import { CancelOn, Trigger } from '../../triggers/trigger';
import { SendWindow } from '../engine/send-window';
import { STEP_KINDS } from '../steps/step-kinds';

type SchemasOf<Kinds extends readonly { schema: unknown }[]> = {
  -readonly [Index in keyof Kinds]: Kinds[Index]['schema'];
};
const StepDefinition = z.discriminatedUnion(
  'do',
  STEP_KINDS.map(({ schema }) => schema) as unknown as SchemasOf<typeof STEP_KINDS>,
);

/** A flow as a merchant writes it. */
export const FlowDefinition = z
  .strictObject({
    name: z.string().min(1).max(200),
    trigger: Trigger.default({ on: 'api' }),
    cancel_on: CancelOn.optional(),
    channel: z.string().max(60).optional(),
    send_window: SendWindow.optional(),
    steps: z.array(StepDefinition).min(1).max(200),
  })
  .meta({
    example: {
      name: 'Grazie',
      trigger: { on: 'order.created', when: "order.payment_method == 'cod'" },
      steps: [
        { id: 'order', do: 'get_object', save_as: 'order' },
        {
          id: 'thanks',
          do: 'send_message',
          to: '{{ order.phone }}',
          template: { name: 'thanks', language: 'it', body: ['{{ order.customer.first_name }}'] },
        },
        { id: 'done', do: 'end', outcome: 'thanked' },
      ],
    },
  });

export type FlowDefinition = z.infer<typeof FlowDefinition>;
export type Step = FlowDefinition['steps'][number];
