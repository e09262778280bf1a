import { z } from 'zod';
import { liquidText } from '../../../liquid/liquid-text';

const some = liquidText.min(1);
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

const Named = z.strictObject({ name: z.string().min(1).max(60), text: liquidText });
const Parameter = z.union([
  liquidText,
  Named,
  z.strictObject({
    currency: some,
    amount: liquidText,
    fallback: liquidText.optional(),
  }),
  z.strictObject({ date_time: liquidText }),
]);

export const Template = z.strictObject({
  name: some,
  language: some,
  header: z
    .union([
      liquidText,
      Named,
      z
        .strictObject({ kind: z.enum(['image', 'video', 'document']), ...source, filename: some.optional() })
        .refine(oneSource, ONE_SOURCE),
    ])
    .optional(),
  body: z.array(Parameter).max(50).default([]),
  /** By position: a quick reply's id, a part of a URL, or null for a button that takes nothing. */
  buttons: z
    .array(z.union([choice, z.strictObject({ url: liquidText }), z.null()]))
    .max(10)
    .default([]),
});

export const Buttons = z.strictObject({
  text: some,
  header: liquidText.optional(),
  footer: liquidText.optional(),
  buttons: z
    .array(z.union([choice.max(20), z.strictObject({ id: choice, title: some })]))
    .min(1)
    .max(3),
});

const Row = z.strictObject({ id: rowChoice, title: some, description: liquidText.optional() });

export const List = z
  .strictObject({
    text: some,
    button: some,
    header: liquidText.optional(),
    footer: liquidText.optional(),
    sections: z
      .array(z.strictObject({ title: liquidText.default(''), rows: z.array(Row).min(1).max(10) }))
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
    caption: liquidText.optional(),
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
  name: liquidText.optional(),
  address: liquidText.optional(),
});

/** `to`: the message that it is put on, by our id or Meta's; without it the customer's last one. */
export const Reaction = z.strictObject({ emoji: liquidText, to: some.optional() });
