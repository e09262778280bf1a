import { z } from 'zod';
import { liquidText } from '../../../liquid/liquid-text';

const nonEmptyText = liquidText.min(1);
/** The flow's id of a button: with the request's id added it fits into WhatsApp's 256 characters. */
const buttonId = z
  .string()
  .max(200)
  .regex(/^\S(?:[\s\S]*\S)?$/, 'Give an id that is not empty and has no space at either end');
/** The flow's id of a row: with the request's id it fits into WhatsApp's 200 characters. */
const rowId = buttonId.max(160);

/** A file by its address, which Meta fetches, or by the id of an earlier upload to Meta. */
const mediaSource = { url: nonEmptyText.optional(), media_id: nonEmptyText.optional() };
const hasOneSource = (media: { url?: string | undefined; media_id?: string | undefined }): boolean =>
  (media.url === undefined) !== (media.media_id === undefined);
const ONE_SOURCE = { message: 'one of url and media_id' };

const NamedParameter = z.strictObject({ name: z.string().min(1).max(60), text: liquidText });
const Parameter = z.union([
  liquidText,
  NamedParameter,
  z.strictObject({
    currency: nonEmptyText,
    amount: liquidText,
    fallback: liquidText.optional(),
  }),
  z.strictObject({ date_time: liquidText }),
]);

export const TemplateForm = z.strictObject({
  name: nonEmptyText,
  language: nonEmptyText,
  header: z
    .union([
      liquidText,
      NamedParameter,
      z
        .strictObject({
          kind: z.enum(['image', 'video', 'document']),
          ...mediaSource,
          filename: nonEmptyText.optional(),
        })
        .refine(hasOneSource, ONE_SOURCE),
    ])
    .optional(),
  body: z.array(Parameter).max(50).default([]),
  /** By position: a quick reply's id, the variable part of a URL, or null for a button without a parameter. */
  buttons: z
    .array(z.union([buttonId, z.strictObject({ url: liquidText }), z.null()]))
    .max(10)
    .default([]),
});

export const ButtonsForm = z.strictObject({
  text: nonEmptyText,
  header: liquidText.optional(),
  footer: liquidText.optional(),
  buttons: z
    .array(z.union([buttonId.max(20), z.strictObject({ id: buttonId, title: nonEmptyText })]))
    .min(1)
    .max(3),
});

const Row = z.strictObject({ id: rowId, title: nonEmptyText, description: liquidText.optional() });

export const ListForm = z
  .strictObject({
    text: nonEmptyText,
    button: nonEmptyText,
    header: liquidText.optional(),
    footer: liquidText.optional(),
    sections: z
      .array(z.strictObject({ title: liquidText.default(''), rows: z.array(Row).min(1).max(10) }))
      .min(1)
      .max(10),
  })
  .refine(({ sections }) => sections.flatMap(({ rows }) => rows).length <= 10, {
    message: 'must have at most 10 rows in all sections together',
  })
  .refine(({ sections }) => sections.length === 1 || sections.every(({ title }) => title !== ''), {
    message: 'must have a `title` in each section if there is more than one',
  });

export const MediaForm = z
  .strictObject({
    kind: z.enum(['image', 'video', 'audio', 'document', 'sticker']),
    ...mediaSource,
    caption: liquidText.optional(),
    filename: nonEmptyText.optional(),
  })
  .refine(hasOneSource, ONE_SOURCE)
  .refine(({ kind, caption }) => caption === undefined || (kind !== 'audio' && kind !== 'sticker'), {
    message: 'audio and stickers have no caption',
    path: ['caption'],
  })
  .refine(({ kind, filename }) => filename === undefined || kind === 'document', {
    message: 'only a document has a file name',
    path: ['filename'],
  });

export const LocationForm = z.strictObject({
  latitude: nonEmptyText,
  longitude: nonEmptyText,
  name: liquidText.optional(),
  address: liquidText.optional(),
});

/** `to`: the message that it reacts to, by our id or Meta's; by default the customer's last one. */
export const ReactionForm = z.strictObject({ emoji: liquidText, to: nonEmptyText.optional() });
