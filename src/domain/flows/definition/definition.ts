import { z } from 'zod';
import { parseDuration } from '../../../shared/duration';
import { FlowKey } from '../../../shared/flow-key';
import { AnyJson } from '../../../shared/json';
import { parseMoney } from '../../../shared/money';
import { liquidText } from '../../liquid/liquid-text';
import { CancelOn, Trigger } from '../../triggers/trigger';
import { compilePattern } from '../../words/pattern';
import {
  ButtonsForm,
  ListForm,
  LocationForm,
  MediaForm,
  ReactionForm,
  TemplateForm,
} from '../steps/send-message/message-forms';

/** No double hyphen: `<step>--window` names the wait that the engine itself puts before a step. */
const id = z
  .string()
  .max(60)
  .regex(/^[A-Za-z][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*$/, 'letters, digits, _ and single hyphens, starting with a letter');
const name = z
  .string()
  .max(60)
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'letters, digits and _, starting with a letter');
const duration = z
  .string()
  .refine((text) => parseDuration(text) !== null, 'a number with s, m, h or d, from 1s to 90d, such as 90s, 24h or 7d');
const variables = z.record(name, AnyJson);
const pattern = z
  .string()
  .min(1)
  .max(200)
  .superRefine((source, context) => {
    const compiled = compilePattern(source);
    if (!compiled.ok) context.addIssue({ code: 'custom', message: compiled.message });
  });

const ObjectRef = z.strictObject({ type: liquidText.default('order'), id: liquidText });

const GetObject = z.strictObject({
  id,
  do: z.literal('get_object'),
  object: ObjectRef.optional(),
  save_as: name,
  on_not_found: id.optional(),
  on_error: id.optional(),
});

const FREE_FORMS = ['text', 'buttons', 'list', 'media', 'location', 'reaction'] as const;
const freeForms = (step: { [Form in (typeof FREE_FORMS)[number]]?: unknown }) =>
  FREE_FORMS.filter((form) => step[form] !== undefined);

const SendMessage = z
  .strictObject({
    id,
    do: z.literal('send_message'),
    to: liquidText,
    template: TemplateForm.optional(),
    text: liquidText.min(1).optional(),
    buttons: ButtonsForm.optional(),
    list: ListForm.optional(),
    media: MediaForm.optional(),
    location: LocationForm.optional(),
    reaction: ReactionForm.optional(),
    /** Shown as an answer to the customer's last message (true), or to a message by our id or Meta's. */
    reply_to: z.union([z.literal(true), liquidText.min(1)]).optional(),
    /** Marks the customer's last message as read, and with "typing" shows that we write; can stand alone. */
    mark_read: z.union([z.literal(true), z.literal('typing')]).optional(),
    /** Goes instead of a free form outside the customer service window. */
    fallback_template: TemplateForm.optional(),
    on_failed: id.optional(),
    /** When Meta's answer is lost and no status shows within a minute that the message arrived. */
    on_lost_answer: z.enum(['resend', 'hold']).default('resend'),
    save_as: name.optional(),
  })
  .refine((step) => freeForms(step).length <= 1, {
    message: 'one of text, buttons, list, media, location and reaction',
  })
  .refine((step) => freeForms(step).length + (step.template || step.mark_read ? 1 : 0) > 0, {
    message: 'a template, or one of text, buttons, list, media, location, reaction and mark_read',
  })
  .refine((step) => !step.fallback_template || (freeForms(step).length === 1 && !step.template), {
    message: 'goes with a free form and no template',
    path: ['fallback_template'],
  });

const ReplyCase = z
  .strictObject({
    button: z.string().min(1).max(200).optional(),
    /** The id of the row that was chosen of a list. */
    list: z.string().min(1).max(200).optional(),
    text: z.array(z.string().min(1).max(200)).min(1).max(50).optional(),
    /** A regular expression of RE2, somewhere in the text. */
    pattern: pattern.optional(),
    kind: z.string().max(40).optional(),
    when: liquidText.optional(),
    goto: id,
  })
  .refine(({ goto: _, ...tests }) => Object.values<unknown>(tests).some((test) => test !== undefined), {
    message: 'one of button, list, text, pattern, kind and when',
  });

const WaitForReply = z.strictObject({
  id,
  do: z.literal('wait_for_reply'),
  timeout: duration,
  cases: z.array(ReplyCase).max(50).default([]),
  otherwise: id.optional(),
  on_timeout: id.optional(),
  save_as: name.optional(),
});

const Wait = z
  .strictObject({ id, do: z.literal('wait'), for: duration.optional(), until: liquidText.optional() })
  .refine((step) => (step.for === undefined) !== (step.until === undefined), { message: 'one of for and until' });

const Branch = z.strictObject({
  id,
  do: z.literal('branch'),
  cases: z
    .array(z.strictObject({ when: liquidText, goto: id }))
    .min(1)
    .max(50),
  otherwise: id.optional(),
});

const SetVariables = z.strictObject({ id, do: z.literal('set'), variables });

const UpdateObject = z
  .strictObject({
    id,
    do: z.literal('update_object'),
    object: ObjectRef.optional(),
    variables,
    wait: z.boolean().default(false),
    verify: z.boolean().default(false),
    on_failed: id.optional(),
    on_unverified: id.optional(),
  })
  .refine((step) => step.on_unverified === undefined || (step.wait && step.verify), {
    message: 'needs "wait": true and "verify": true',
    path: ['on_unverified'],
  });

const ChargeStep = z
  .strictObject({
    id,
    do: z.literal('charge'),
    kind: liquidText.min(1),
    quantity: z.number().int().min(1).max(1_000_000).default(1),
    unit_price: z
      .string()
      .regex(/^\d{1,6}(\.\d{1,6})?$/)
      .optional(),
    description: liquidText.optional(),
  })
  .refine(({ quantity, unit_price }) => Number.isSafeInteger((parseMoney(unit_price ?? '') ?? 0) * quantity), {
    message: 'times the quantity this is more than a charge can be',
    path: ['unit_price'],
  });

const HandOver = z.strictObject({ id, do: z.literal('hand_over'), note: liquidText.optional() });

const StartFlow = z.strictObject({
  id,
  do: z.literal('start_flow'),
  flow: FlowKey,
  variables: variables.default({}),
});

const End = z.strictObject({ id, do: z.literal('end'), outcome: liquidText.min(1) });

const StepDefinition = z.discriminatedUnion('do', [
  GetObject,
  SendMessage,
  WaitForReply,
  Wait,
  Branch,
  SetVariables,
  UpdateObject,
  ChargeStep,
  HandOver,
  StartFlow,
  End,
]);

const day = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of the day as HH:MM, such as 09:00');

/** A flow as a merchant writes it (flows.md). */
export const FlowDefinition = z
  .strictObject({
    name: z.string().min(1).max(200),
    trigger: Trigger.default({ on: 'api' }),
    cancel_on: CancelOn.optional(),
    channel: z.string().max(60).optional(),
    send_window: z
      .strictObject({ days: z.array(day).min(1).max(7), from: clockTime, to: clockTime })
      .refine(({ from, to }) => from < to, { message: 'from must be before to' })
      .optional(),
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
export type StepOf<Kind extends Step['do']> = Extract<Step, { do: Kind }>;
export type SendWindow = NonNullable<FlowDefinition['send_window']>;
