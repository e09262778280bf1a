import { z } from 'zod';
import { liquidText } from '../../../liquid/liquid-text';
import { stepId, variableName } from '../../step-kind/schema-members';
import { ButtonsForm, ListForm, LocationForm, MediaForm, ReactionForm, TemplateForm } from './message-forms';

const FREE_FORMS = ['text', 'buttons', 'list', 'media', 'location', 'reaction'] as const;
const freeForms = (step: { [Form in (typeof FREE_FORMS)[number]]?: unknown }) =>
  FREE_FORMS.filter((form) => step[form] !== undefined);

export const SendMessageStep = z
  .strictObject({
    id: stepId,
    do: z.literal('send_message'),
    to: liquidText,
    template: TemplateForm.optional(),
    text: liquidText.min(1).optional(),
    buttons: ButtonsForm.optional(),
    list: ListForm.optional(),
    media: MediaForm.optional(),
    location: LocationForm.optional(),
    reaction: ReactionForm.optional(),
    /** The message that this one replies to, by our id or Meta's; true is the customer's last one. */
    reply_to: z.union([z.literal(true), liquidText.min(1)]).optional(),
    /** Marks the customer's last message as read; "typing" also shows the typing indicator. Can stand alone. */
    mark_read: z.union([z.literal(true), z.literal('typing')]).optional(),
    /** Sent instead of a free form outside the customer service window. */
    fallback_template: TemplateForm.optional(),
    on_failed: stepId.optional(),
    /** What to do when Meta's answer is lost and no status shows within a minute that the message arrived. */
    on_lost_answer: z.enum(['resend', 'hold']).default('resend'),
    save_as: variableName.optional(),
  })
  .refine((step) => freeForms(step).length <= 1, {
    message: 'one of text, buttons, list, media, location and reaction',
  })
  .refine((step) => freeForms(step).length + (step.template || step.mark_read ? 1 : 0) > 0, {
    message: 'a template, or one of text, buttons, list, media, location, reaction and mark_read',
  })
  .refine((step) => !step.fallback_template || (freeForms(step).length === 1 && !step.template), {
    message: 'needs a free form, and no `template`',
    path: ['fallback_template'],
  });
export type SendMessageStep = z.infer<typeof SendMessageStep>;
export type SendMessageInput = z.input<typeof SendMessageStep>;
