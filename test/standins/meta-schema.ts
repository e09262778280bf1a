import { z } from 'zod';

/** Meta's document counts characters by code points, as JSON Schema does. */
const atMost = (longest: number) =>
  z.string().refine((value) => Array.from(value).length <= longest, `at most ${longest} characters`);
const text = (longest: number) => atMost(longest).refine((value) => value.trim() !== '' && value.isWellFormed());
const source = { link: z.url({ protocol: /^https$/ }).optional(), id: text(200).optional() };
const oneSource = (file: { link?: unknown; id?: unknown }) => (file.link === undefined) !== (file.id === undefined);
const file = z.strictObject(source).refine(oneSource);
const document = z.strictObject({ ...source, filename: text(240).optional() }).refine(oneSource);
const textParameter = z.strictObject({
  type: z.literal('text'),
  text: text(1024),
  parameter_name: text(60).optional(),
});
const bodyParameter = z.discriminatedUnion('type', [
  textParameter,
  z.strictObject({
    type: z.literal('currency'),
    currency: z.strictObject({ fallback_value: text(1024), code: z.string().length(3), amount_1000: z.number().int() }),
  }),
  z.strictObject({ type: z.literal('date_time'), date_time: z.strictObject({ fallback_value: text(1024) }) }),
]);
const headerParameter = z.discriminatedUnion('type', [
  textParameter,
  z.strictObject({ type: z.literal('image'), image: file }),
  z.strictObject({ type: z.literal('video'), video: file }),
  z.strictObject({ type: z.literal('document'), document }),
]);
const buttonComponent = { type: z.literal('button'), index: z.string().regex(/^\d$/) };
const payloadParameter = z.strictObject({ type: z.literal('payload'), payload: text(256) });
const component = z.union([
  z.strictObject({ type: z.literal('header'), parameters: z.array(headerParameter).length(1) }),
  z.strictObject({ type: z.literal('body'), parameters: z.array(bodyParameter).min(1) }),
  z.strictObject({
    ...buttonComponent,
    sub_type: z.literal('quick_reply'),
    parameters: z.array(payloadParameter).length(1),
  }),
  z.strictObject({ ...buttonComponent, sub_type: z.literal('url'), parameters: z.array(textParameter).length(1) }),
]);
const button = z.strictObject({
  type: z.literal('reply'),
  reply: z.strictObject({ id: text(256), title: text(20) }),
});

const row = z.strictObject({ id: text(200), title: text(24), description: text(72).optional() });
const section = z.strictObject({ title: atMost(24), rows: z.array(row).min(1).max(10) });
const areDistinct = (values: string[]): boolean => new Set(values).size === values.length;
const buttons = z
  .array(button)
  .min(1)
  .max(3)
  .refine(
    (each) => areDistinct(each.map(({ reply }) => reply.id)) && areDistinct(each.map(({ reply }) => reply.title)),
  );
const sections = z
  .array(section)
  .min(1)
  .max(10)
  .refine((each) => each.length === 1 || each.every(({ title }) => title.trim() !== ''))
  .refine((each) => areDistinct(each.flatMap(({ rows }) => rows.map(({ id }) => id))))
  .refine((each) => each.flatMap(({ rows }) => rows).length <= 10);
const interactive = {
  header: z.strictObject({ type: z.literal('text'), text: text(60) }).optional(),
  footer: z.strictObject({ text: text(60) }).optional(),
};

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

/** A message that Meta's Cloud API accepts, according to its documentation. */
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
      interactive: z.discriminatedUnion('type', [
        z.strictObject({
          type: z.literal('button'),
          ...interactive,
          body: z.strictObject({ text: text(1024) }),
          action: z.strictObject({ buttons }),
        }),
        z.strictObject({
          type: z.literal('list'),
          ...interactive,
          body: z.strictObject({ text: text(4096) }),
          action: z.strictObject({ button: text(20), sections }),
        }),
      ]),
    }),
    ...(['image', 'video'] as const).map((type) =>
      z.strictObject({
        ...envelope,
        type: z.literal(type),
        [type]: z.strictObject({ ...source, caption: text(1024).optional() }).refine(oneSource),
      }),
    ),
    ...(['audio', 'sticker'] as const).map((type) =>
      z.strictObject({ ...envelope, type: z.literal(type), [type]: file }),
    ),
    z.strictObject({
      ...envelope,
      type: z.literal('document'),
      document: z
        .strictObject({ ...source, caption: text(1024).optional(), filename: text(240).optional() })
        .refine(oneSource),
    }),
    z.strictObject({
      ...envelope,
      type: z.literal('location'),
      location: z.strictObject({
        latitude: text(20),
        longitude: text(20),
        name: text(1000).optional(),
        address: text(1000).optional(),
      }),
    }),
    z.strictObject({
      ...envelope,
      type: z.literal('reaction'),
      reaction: z.strictObject({ message_id: text(300), emoji: z.string().max(32) }),
    }),
  ])
  .refine(({ to, recipient }) => (to === undefined) !== (recipient === undefined), { message: 'to or recipient' });

/** A call that marks a customer's message as read. */
export const ReadBody = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: text(300),
  typing_indicator: z.strictObject({ type: z.literal('text') }).optional(),
});
