import { invalidMember, invalidMembers } from '../../../shared/validation/invalid-member';
import { StepFailed } from '../../flows/engine/run-errors';
import { checkForms } from '../../flows/steps/send-message/check-limits';
import { type Rendering, renderFreeForm, renderTemplateForm } from '../../flows/steps/send-message/render-forms';
import type { MessageForms } from '../../messages/choose-form';
import { formOf, type MessageInput } from './message-input';

/** A person's words are sent as they are: braces are no Liquid, and a button has its own id. */
const LITERAL: Rendering = {
  text: (source) => source,
  name(source, { fits, code, where }) {
    if (fits(source)) return source;
    throw new StepFailed(code, `${where} can't be «${source.slice(0, 100).toWellFormed()}»`);
  },
  payload: (id) => id,
};

/** Returns what a message says, checked against WhatsApp's limits. Fails with validation_failed. */
export function renderedForm(input: MessageInput): MessageForms {
  const { reaction, template, ...free } = input;
  const issues = checkForms(input, '');
  if (issues.length > 0) {
    throw invalidMembers(issues);
  }
  try {
    return {
      free: template
        ? null
        : renderFreeForm(LITERAL, {
            ...free,
            ...(reaction ? { reaction: { emoji: reaction.emoji, to: reaction.message_id } } : {}),
          }),
      template: template ? renderTemplateForm(LITERAL, template) : null,
      fallback: null,
    };
  } catch (error) {
    if (error instanceof StepFailed) throw invalidMember(`/${formOf(input)}`, error.code, error.message);
    throw error;
  }
}
