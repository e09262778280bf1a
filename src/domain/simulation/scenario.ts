import { z } from 'zod';
import { AnyJsonObject } from '../../shared/json/json-schemas';
import { RELEASE_STATES, SHIPMENT_REASONS, SHIPMENT_STATES } from '../../shared/orders/shipment-states';
import { parseDuration } from '../../shared/time/duration';
import { UserKey } from '../requests/create-request';
import { Variables } from '../requests/variables';

const Duration = z
  .string()
  .refine((text) => parseDuration(text) !== null, 'a number with s, m, h or d, from 1s to 90d, such as 90s or 2h');

const SimulatedReply = z
  .strictObject({
    after: Duration.optional().meta({
      description:
        'How long after the flow first waits for a reply following the one before; if that wait ends earlier, the reply still arrives when it is due',
    }),
    at: z.string().max(40).optional().meta({
      description:
        'The instant at which it arrives, whether or not the flow waits; before `now` it opens the customer service window',
    }),
    button: z.string().min(1).max(200).optional().meta({ description: "The flow's id of a button" }),
    list: z.string().min(1).max(200).optional().meta({ description: "The flow's id of a row of a list" }),
    text: z
      .string()
      .max(4_096)
      .optional()
      .meta({ description: 'The text, the title of the button or the caption of the file' }),
    kind: z
      .string()
      .regex(/^[a-z_]{1,40}$/)
      .optional()
      .meta({ description: "Meta's type of the message: image, audio, document, location, …", example: 'image' }),
    answers: z.string().min(1).max(60).optional().meta({
      description:
        'The step whose message it quotes, reacts to, or whose button it presses; by default the latest message that offers the button, and for a reaction the latest message',
    }),
    late_by: Duration.optional().meta({ description: 'How long before its arrival it was written', example: '48h' }),
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
    ({ after: _, at: __, answers: ___, late_by: ____, ...body }) =>
      Object.values<unknown>(body).some((part) => part !== undefined),
    {
      message: 'one of text, button, list, kind and location',
    },
  );
export type SimulatedReply = z.infer<typeof SimulatedReply>;

const MAX_REPLIES = 100;

const text = z.string().max(2_000).nullable().optional();

const SimulatedShipment = z.strictObject({
  id: z.string().max(60).optional(),
  state: z.enum(SHIPMENT_STATES).optional(),
  state_at: text,
  carrier: text,
  tracking_number: text,
  tracking_url: text,
  attempts: z.number().int().min(0).optional(),
  held: z
    .strictObject({
      episode: z.number().int().min(1).default(1),
      reason: z.enum(SHIPMENT_REASONS).nullable().default(null),
      since: z.string().max(40).nullable().default(null),
      until: z.string().max(40).nullable().default(null),
      release: z.enum(RELEASE_STATES).nullable().default(null),
    })
    .nullable()
    .optional(),
  delayed: z.boolean().optional(),
  problem: z.boolean().optional(),
  expected_at: text,
});

/** The input of a simulated run: its start, the merchant's objects and the customer's replies. */
export const Scenario = z.strictObject({
  user_key: UserKey.optional().meta({
    description: "The merchant's key of the customer; by default the object's phone number, or else +393330000000",
  }),
  variables: Variables.default({}),
  object: AnyJsonObject.optional().meta({
    description:
      "The request's object as getObject would return it; with only `type` and `id` it names one of `objects`",
    example: { id: '1001', phone: '+393331234567', total: '59.90', customer: { first_name: 'Ada' } },
  }),
  objects: z
    .record(z.string().max(255), AnyJsonObject)
    .default({})
    .meta({ description: 'The other objects that getObject would return, by id; any other object is not found' }),
  shipment: SimulatedShipment.optional().meta({
    description:
      "The `shipment` of a run that a parcel starts; what is left out is as if the flow's trigger had just happened",
    example: { carrier: 'GLS', tracking_number: 'XX990000017', held: { episode: 1, reason: 'recipient_absent' } },
  }),
  replies: z.array(SimulatedReply).max(MAX_REPLIES).default([]),
  fails: z
    .record(z.string().max(60), z.string().min(1).max(100))
    .default({})
    .meta({
      description:
        "By step, the code with which it fails: Meta's, the merchant's, or for a push `dead`, `unverified` or `cancelled`",
      example: { ask: 'meta_131026' },
    }),
  service_messages: z
    .number()
    .int()
    .min(0)
    .default(0)
    .meta({ description: 'Free-form messages that the number has delivered this month: the first 1,000 are free' }),
  now: z.string().max(40).optional().meta({ description: 'The instant at which the run starts; by default now' }),
});
export type Scenario = z.infer<typeof Scenario>;
