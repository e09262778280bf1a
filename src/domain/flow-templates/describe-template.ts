import type { Template } from '../../db/channels/templates';
import { PENDING_TEMPLATE_STATUSES, SENDABLE_TEMPLATE_STATUSES } from '../../shared/messages/template-statuses';
import type { ReadyTemplate } from '../channels/templates/ready-templates';
import { rejectionAdvice } from '../channels/templates/rejection-advice';
import { isSameContent } from '../channels/templates/template-rules';
import { checkTemplates } from '../flows/check/check-templates';
import type { NeededTemplate } from './needed-templates';

/** What is known of a template that a flow needs. `usable`: the flow can send it now. */
export type FlowTemplate = {
  name: string;
  language: string;
  category: string | null;
  state: 'approved' | 'pending' | 'rejected' | 'stopped' | 'other_content' | 'no_text' | 'failed' | 'to_do';
  created: boolean;
  usable: boolean;
  reason: string | null;
  detail: string | null;
};

/** Returns how a template stands by Meta's status. */
export function stateOf({
  status,
  reason,
  recommendation,
}: Template): Pick<FlowTemplate, 'state' | 'reason' | 'detail'> {
  if (SENDABLE_TEMPLATE_STATUSES.includes(status)) return { state: 'approved', reason: null, detail: null };
  if (PENDING_TEMPLATE_STATUSES.includes(status))
    return { state: 'pending', reason: null, detail: 'Meta reviews it, usually within 24 hours' };
  if (status === 'REJECTED') return { state: 'rejected', reason, detail: rejectionAdvice(reason, recommendation) };
  const detail = `Meta does not send it now (${status}): the flow continues when it is approved again`;
  return { state: 'stopped', reason: reason ?? status, detail };
}

/** Describes a template that the account has; its text is never changed. */
export function describeTemplate(
  needed: NeededTemplate,
  template: Template,
  ready: ReadyTemplate | undefined,
): FlowTemplate {
  const { name, language, category, components } = template;
  const fits = checkTemplates(needed.used, [template]).issues.every(({ path }) => path.endsWith('/name'));
  const state = stateOf(template);
  const usable = fits && state.state === 'approved';
  const isOther = ready ? !isSameContent(components, ready.components) : !fits;
  const rest = { name, language, category, created: false, usable };
  if (!isOther || state.state === 'rejected') return { ...rest, ...state };
  const detail = fits
    ? 'The account has a template of this name with another text, which the flow can send; it stays as it is'
    : 'The account has a template of this name with other parameters or buttons; it stays as it is: give the flow another name';
  return { ...rest, state: 'other_content', reason: state.state === 'approved' ? null : template.status, detail };
}

/** Describes a template that the account lacks and for which there is no text here. */
export const withoutText = ({ name, language }: NeededTemplate): FlowTemplate => ({
  name,
  language,
  category: null,
  state: 'no_text',
  created: false,
  usable: false,
  reason: null,
  detail: 'No ready flow has a text of this name: create it in WhatsApp Manager',
});
