import { z } from 'zod';
import {
  ButtonsForm,
  ListForm,
  LocationForm,
  MediaForm,
  TemplateForm,
} from '../../flows/steps/send-message/message-forms';

const MESSAGE_FORMS = ['text', 'buttons', 'list', 'media', 'location', 'reaction', 'template'] as const;
export type MessageFormName = (typeof MESSAGE_FORMS)[number];

const members = {
  /** An id that the caller gives the message: the same id in the same conversation is the same message. */
  client_id: z.string().min(1).max(128).optional(),
  text: z.string().min(1).max(16_384).optional(),
  buttons: ButtonsForm.optional(),
  list: ListForm.optional(),
  media: MediaForm.optional(),
  location: LocationForm.optional(),
  /** Reacts to a message of the customer; an empty emoji removes the reaction. */
  reaction: z.strictObject({ message_id: z.string().min(1).max(64), emoji: z.string().max(64) }).optional(),
  template: TemplateForm.optional(),
  /** The message that this one quotes. */
  reply_to: z.string().min(1).max(64).optional(),
};

const formsIn = (input: { [Form in MessageFormName]?: unknown }): MessageFormName[] =>
  MESSAGE_FORMS.filter((form) => input[form] !== undefined);
const ONE_FORM = { message: 'one of text, buttons, list, media, location, reaction and template' };
const hasOneForm = (input: { [Form in MessageFormName]?: unknown }): boolean => formsIn(input).length === 1;
const QUOTES_NOTHING = { message: 'cannot be combined with `reaction`', path: ['reply_to'] };
const quotes = ({ reaction, reply_to }: { reaction?: unknown; reply_to?: unknown }): boolean =>
  reaction === undefined || reply_to === undefined;

export const MessageInput = z
  .strictObject(members)
  .refine(hasOneForm, ONE_FORM)
  .refine(quotes, QUOTES_NOTHING)
  .meta({ example: { client_id: '7f1c', text: 'Il pacco parte oggi' } });
export type MessageInput = z.infer<typeof MessageInput>;

/** A message to a customer by their phone number or user id; only a template can begin a conversation. */
export const FirstMessageInput = z
  .strictObject({
    /** The account's only channel by default. */
    channel_id: z.string().min(1).max(64).optional(),
    to: z.string().min(1).max(150),
    ...members,
  })
  .refine(hasOneForm, ONE_FORM)
  .refine(quotes, QUOTES_NOTHING)
  .meta({
    example: {
      channel_id: 'chn_01k5',
      to: '+393331234567',
      template: { name: 'order_shipped', language: 'it', body: ['#1001'] },
    },
  });

/** Returns the form of a message. */
export const formOf = (input: MessageInput): MessageFormName => formsIn(input)[0] ?? 'text';
