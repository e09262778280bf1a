import { z } from 'zod';
import { AnyJson } from '../../../shared/json/json-schemas';
import { CancelOn, Trigger } from '../../triggers/trigger';
import { SendWindow } from '../engine/send-window';
import { Setting } from '../settings/setting';
import { settingReference } from '../settings/setting-reference';
import { variableName } from '../step-kind/schema-members';
import { STEP_KINDS } from '../steps/step-kinds';

type SchemasOf<Kinds extends readonly { schema: unknown }[]> = {
  -readonly [Index in keyof Kinds]: Kinds[Index]['schema'];
};
const StepDefinition = z.discriminatedUnion(
  'do',
  STEP_KINDS.map(({ schema }) => schema) as unknown as SchemasOf<typeof STEP_KINDS>,
);

const MAX_SETTINGS = 50;
const Settings = z
  .record(variableName, Setting)
  .refine(
    (settings) => Object.keys(settings).length <= MAX_SETTINGS,
    `This must have at most ${MAX_SETTINGS} settings`,
  );

/** A flow as a merchant writes it. `values` are those of its settings; a setting without one has its default. */
export const FlowDefinition = z
  .strictObject({
    name: z.string().min(1).max(200),
    trigger: Trigger.default({ on: 'api' }),
    cancel_on: CancelOn.optional(),
    channel: z.string().max(60).optional(),
    send_window: z.union([SendWindow, settingReference('an object with days, from and to')]).optional(),
    settings: Settings.optional(),
    values: z.record(variableName, AnyJson).optional(),
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
