import { z } from 'zod';
import { WHATSAPP_LIMITS as MAX } from '../../../shared/messages/whatsapp-limits';
import { parseDuration } from '../../../shared/time/duration';
import { SendWindow } from '../engine/send-window';
import { ReplyWords } from './reply-words';

const MAX_URL_LENGTH = 2_048;
/** Meta refuses line breaks, tabs and more than four spaces in the parameters of a template (error 132018). */
const NOT_IN_PARAMETERS = /[\r\n\t]| {5}/;

const duration = z
  .string()
  .refine((text) => parseDuration(text) !== null, 'a number with s, m, h or d, from 1s to 90d, such as 90s, 24h or 7d');

/** The values of each type of setting. */
export const SETTING_VALUES = {
  text: z.string().max(MAX.text),
  template_text: z
    .string()
    .max(MAX.body)
    .refine((text) => !NOT_IN_PARAMETERS.test(text), 'a single line without tabs and without five spaces in a row'),
  duration,
  hours: SendWindow,
  words: ReplyWords,
  url: z.url({ protocol: /^https$/, error: 'an https address' }).max(MAX_URL_LENGTH),
  number: z.number(),
  boolean: z.boolean(),
  choice: z.string().min(1).max(60),
};
export type SettingType = keyof typeof SETTING_VALUES;

const Label = z.strictObject({ it: z.string().min(1).max(200), en: z.string().min(1).max(200) });
const Choice = z.strictObject({ value: SETTING_VALUES.choice, label: Label.optional() });

const setting = <Type extends SettingType>(type: Type) =>
  z.strictObject({
    type: z.literal(type),
    label: Label.optional(),
    required: z.boolean().optional(),
    default: SETTING_VALUES[type].optional() as z.ZodOptional<(typeof SETTING_VALUES)[Type]>,
  });

/** The declaration of a value of a flow that a merchant can change without touching its steps. */
export const Setting = z.discriminatedUnion('type', [
  setting('text'),
  setting('template_text'),
  setting('duration').extend({ min: duration.optional(), max: duration.optional() }),
  setting('hours'),
  setting('words'),
  setting('url'),
  setting('number').extend({ min: z.number().optional(), max: z.number().optional() }),
  setting('boolean'),
  setting('choice').extend({ choices: z.array(Choice).min(1).max(50) }),
]);
export type Setting = z.infer<typeof Setting>;
