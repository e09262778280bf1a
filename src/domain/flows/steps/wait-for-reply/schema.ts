import { z } from 'zod';
import { liquidText } from '../../../liquid/liquid-text';
import { compilePattern } from '../../../words/pattern';
import { ReplyWords } from '../../settings/reply-words';
import { settingReference } from '../../settings/setting-reference';
import { durationText, stepId, variableName } from '../../step-kind/schema-members';

const pattern = z
  .string()
  .min(1)
  .max(200)
  .superRefine((source, context) => {
    const compiled = compilePattern(source);
    if (!compiled.ok) context.addIssue({ code: 'custom', message: compiled.message });
  });

const ReplyCase = z
  .strictObject({
    button: z.string().min(1).max(200).optional(),
    /** The id of the chosen row of a list. */
    list: z.string().min(1).max(200).optional(),
    /** Words, or one setting of type `words`. */
    text: z.union([ReplyWords, settingReference('a list of words')]).optional(),
    /** A regular expression in RE2's syntax that matches somewhere in the text. */
    pattern: pattern.optional(),
    kind: z.string().max(40).optional(),
    when: liquidText.optional(),
    goto: stepId,
  })
  .refine(({ goto: _, ...tests }) => Object.values<unknown>(tests).some((test) => test !== undefined), {
    message: 'one of button, list, text, pattern, kind and when',
  });
export type ReplyCase = z.infer<typeof ReplyCase>;

/** Returns the words of a case, or undefined without any; a setting that has no value yet has none. */
export const wordsOfCase = ({ text }: Pick<ReplyCase, 'text'>): string[] | undefined =>
  typeof text === 'string' ? [] : text;

export const WaitForReplyStep = z.strictObject({
  id: stepId,
  do: z.literal('wait_for_reply'),
  timeout: durationText,
  /** Ends the wait at this instant instead, if it renders one. */
  until: liquidText.optional(),
  cases: z.array(ReplyCase).max(50).default([]),
  otherwise: stepId.optional(),
  on_timeout: stepId.optional(),
  save_as: variableName.optional(),
});
export type WaitForReplyStep = z.infer<typeof WaitForReplyStep>;
export type WaitForReplyInput = z.input<typeof WaitForReplyStep>;
