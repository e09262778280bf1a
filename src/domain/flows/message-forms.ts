import { z } from 'zod';

/** 16 KiB: more than a template may have (flows.md). */
const MOST_TEMPLATE = 16_384;
export const liquid = z.string().max(MOST_TEMPLATE);
const some = liquid.min(1);
/** What a button is called in a flow; with the request's id it fits into WhatsApp's 256 characters. */
const choice = z
  .string()
  .max(200)
  .regex(/^\S(?:[\s\S]*\S)?$/, 'Give an id that is not empty and has no space at either end');
/** The same of a row, of which the id may have 200. */
const rowChoice = choice.max(160);

/** By address, which Meta fetches, or by the id of what was uploaded to Meta before. */
const source = { url: some.optional(), media_id: some.optional() };
const oneSource = (media: { url?: string | undefined; media_id?: string | undefined }): boolean =>
  (media.url === undefined) !== (media.media_id === undefined);
const ONE_SOURCE = { message: 'one of url and media_id' };

const Named = z.strictObject({ name: z.string().min(1).max(60), text: liquid });
const Parameter = z.union([
  liquid,
  Named,
  z.strictObject({
    currency: some,
    amount: liquid,
    fallback: liquid.optional(),
  }),
  z.strictObject({ date_time: liquid }),
]);

export const Template = z.strictObject({
  name: some,
  language: some,
  header: z
    .union([
      liquid,
      Named,
      z
        .strictObject({ kind: z.enum(['image', 'video', 'document']), ...source, filename: some.optional() })
        .refine(oneSource, ONE_SOURCE),
    ])
    .optional(),
  body: z.array(Parameter).max(50).default([]),
  /** By position: a quick reply's id, a part of a URL, or null for a button that takes nothing. */
  buttons: z
    .array(z.union([choice, z.strictObject({ url: liquid }), z.null()]))
    .max(10)
    .default([]),
});

export const Buttons = z.strictObject({
  text: some,
  header: liquid.optional(),
  footer: liquid.optional(),
  buttons: z
    .array(z.union([choice.max(20), z.strictObject({ id: choice, title: some })]))
    .min(1)
    .max(3),
});

const Row = z.strictObject({ id: rowChoice, title: some, description: liquid.optional() });

export const List = z
  .strictObject({
    text: some,
    button: some,
    header: liquid.optional(),
    footer: liquid.optional(),
    sections: z
      .array(z.strictObject({ title: liquid.default(''), rows: z.array(Row).min(1).max(10) }))
      .min(1)
      .max(10),
  })
  .refine(({ sections }) => sections.flatMap(({ rows }) => rows).length <= 10, {
    message: '10 rows at most in one list',
  })
  .refine(({ sections }) => sections.length === 1 || sections.every(({ title }) => title !== ''), {
    message: 'where there are several sections each has a title',
  });

export const Media = z
  .strictObject({
    kind: z.enum(['image', 'video', 'audio', 'document', 'sticker']),
    ...source,
    caption: liquid.optional(),
    filename: some.optional(),
  })
  .refine(oneSource, ONE_SOURCE)
  .refine(({ kind, caption }) => caption === undefined || (kind !== 'audio' && kind !== 'sticker'), {
    message: 'audio and stickers have no caption',
    path: ['caption'],
  })
  .refine(({ kind, filename }) => filename === undefined || kind === 'document', {
    message: 'only a document has a file name',
    path: ['filename'],
  });

export const Location = z.strictObject({
  latitude: some,
  longitude: some,
  name: liquid.optional(),
  address: liquid.optional(),
});

/** `to`: the message that it is put on, by our id or Meta's; without it the customer's last one. */
export const Reaction = z.strictObject({ emoji: liquid, to: some.optional() });
