import { z } from 'zod';
import { parseDuration } from '../../shared/duration';
import { AnyJsonObject } from '../../shared/json';
import { UserKey } from '../requests/create-request';
import { Variables } from '../requests/variables';

const Duration = z
  .string()
  .refine((text) => parseDuration(text) !== null, 'a number with s, m, h or d, from 1s to 90d, such as 90s or 2h');

const SimulatedReply = z
  .strictObject({
    after: Duration.optional().meta({
      description:
        'Counted from the moment at which the flow first waits for a reply after the one before has come; if that wait ends earlier, the reply still comes when it is due',
    }),
    at: z.string().max(40).optional().meta({
      description: 'An instant, for what comes beside the questions; before `now` it opens the customer service window',
    }),
    button: z.string().min(1).max(200).optional().meta({ description: 'The plain id of a button' }),
    list: z.string().min(1).max(200).optional().meta({ description: 'The plain id of a row' }),
    text: z
      .string()
      .max(4_096)
      .optional()
      .meta({ description: 'What is written, or the title of the button, or the caption of a file' }),
    kind: z
      .string()
      .regex(/^[a-z_]{1,40}$/)
      .optional()
      .meta({ description: 'As Meta names it: image, audio, document, location, …', example: 'image' }),
    answers: z.string().min(1).max(60).optional().meta({
      description:
        'The step whose message it quotes, presses a button of, or reacts to; without it a button is that of the latest message that offers it, and a reaction is put on the latest message',
    }),
    late_by: Duration.optional().meta({ description: 'How long before it comes it was written', example: '48h' }),
    location: z
      .strictObject({
        latitude: z.number(),
        longitude: z.number(),
        name: z.string().max(1_000).optional(),
        address: z.string().max(1_000).optional(),
      })
      .optional(),
  })
  .refine(({ after, at }) => (after === undefined) !== (at === undefined), { message: 'one of after and at' })
  .refine(
    ({ button, list, kind, location }) =>
      [button, list, kind, location].filter((given) => given !== undefined).length <= 1,
    { message: 'one of button, list, kind and location' },
  )
  .refine(
    ({ after: _, at: __, answers: ___, late_by: ____, ...said }) =>
      Object.values<unknown>(said).some((part) => part !== undefined),
    {
      message: 'one of text, button, list, kind and location',
    },
  );
export type SimulatedReply = z.infer<typeof SimulatedReply>;

const MAX_REPLIES = 100;

/** What happens to a simulated run: with what it starts, what the merchant has, what the customer does. */
export const Scenario = z.strictObject({
  user_key: UserKey.optional().meta({
    description: "How the merchant names the customer; without it the object's phone number, else +393330000000",
  }),
  variables: Variables.default({}),
  object: AnyJsonObject.optional().meta({
    description:
      'The object that the request is about, as getObject would give it; with no members but `type` and `id` it only names one of `objects`',
    example: { id: '1001', phone: '+393331234567', total: '59.90', customer: { first_name: 'Ada' } },
  }),
  objects: z
    .record(z.string().max(255), AnyJsonObject)
    .default({})
    .meta({ description: 'What else getObject would give, by id; what is not here is not found' }),
  replies: z.array(SimulatedReply).max(MAX_REPLIES).default([]),
  fails: z
    .record(z.string().max(60), z.string().min(1).max(100))
    .default({})
    .meta({
      description:
        'By step, the code with which it fails: of Meta or of the merchant, or how a push ends: `dead`, `unverified` or `cancelled`',
      example: { ask: 'meta_131026' },
    }),
  service_messages: z
    .number()
    .int()
    .min(0)
    .default(0)
    .meta({ description: 'Free forms that the number has delivered this month: the first 1,000 cost nothing' }),
  now: z.string().max(40).optional().meta({ description: 'The instant at which the run starts; without it, now' }),
});
export type Scenario = z.infer<typeof Scenario>;
