import { z } from 'zod';

const text = (longest: number) => z.string().min(1).max(longest);
const parameter = z.union([
  z.strictObject({ type: z.literal('text'), text: text(1024), parameter_name: text(60).optional() }),
  z.strictObject({ type: z.literal('payload'), payload: text(256) }),
]);
const component = z.union([
  z.strictObject({ type: z.enum(['header', 'body']), parameters: z.array(parameter).min(1) }),
  z.strictObject({
    type: z.literal('button'),
    sub_type: z.enum(['quick_reply', 'url']),
    index: z.string().regex(/^\d$/),
    parameters: z.array(parameter).length(1),
  }),
]);
const button = z.strictObject({
  type: z.literal('reply'),
  reply: z.strictObject({ id: text(256), title: text(20) }),
});

const envelope = {
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual'),
  to: z
    .string()
    .regex(/^\+?\d{5,15}$/)
    .optional(),
  recipient: text(150).optional(),
  context: z.strictObject({ message_id: text(200) }).optional(),
  /** 512 bytes. */
  biz_opaque_callback_data: text(512).optional(),
};

/** What Meta's Cloud API takes as a message, as strict as its documentation (protocols.md, section 4). */
export const SendBody = z
  .discriminatedUnion('type', [
    z.strictObject({
      ...envelope,
      type: z.literal('template'),
      template: z.strictObject({
        name: text(512),
        language: z.strictObject({ code: text(15), policy: z.literal('deterministic') }),
        components: z.array(component).optional(),
      }),
    }),
    z.strictObject({
      ...envelope,
      type: z.literal('text'),
      text: z.strictObject({ body: text(4096), preview_url: z.boolean().optional() }),
    }),
    z.strictObject({
      ...envelope,
      type: z.literal('interactive'),
      interactive: z.strictObject({
        type: z.literal('button'),
        header: z.strictObject({ type: z.literal('text'), text: text(60) }).optional(),
        body: z.strictObject({ text: text(1024) }),
        footer: z.strictObject({ text: text(60) }).optional(),
        action: z.strictObject({ buttons: z.array(button).min(1).max(3) }),
      }),
    }),
  ])
  .refine(({ to, recipient }) => (to === undefined) !== (recipient === undefined), { message: 'to or recipient' });
