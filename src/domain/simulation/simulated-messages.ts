import type { OutgoingMessage } from '../messages/outgoing-message';
import { templateButtons } from '../messages/template-text';
import type { SimulationInput } from './simulation-types';

/** A message of the flow's that the customer has on their phone. */
export type SimulatedMessage = { step: string; wamid: string; message: OutgoingMessage };
/** What the customer chooses, and the message that they do it in. */
type Offer = SimulatedMessage & { title: string | null };

/** What a message offers to choose: the id as the flow names it, and what is to be read there where that is known. */
function choicesInMessage(
  message: OutgoingMessage,
  templates: SimulationInput['templates'],
): { id: string; title: string | null }[] {
  if (message.kind === 'buttons') return message.buttons;
  if (message.kind === 'list') return message.sections.flatMap(({ rows }) => rows);
  if (message.kind !== 'template') return [];
  const listed = templates.find(({ name, language }) => name === message.name && language === message.language);
  const titles = listed?.components ? templateButtons({ components: listed.components }) : [];
  return message.buttons.flatMap((button, i) =>
    button && 'payload' in button ? [{ id: button.payload, title: titles[i] || null }] : [],
  );
}

/** The latest message in which something with this payload can be chosen; null where none offers it. */
export function findOffer(
  payload: string,
  seen: SimulatedMessage[],
  templates: SimulationInput['templates'],
): Offer | null {
  for (const each of seen.toReversed()) {
    const choice = choicesInMessage(each.message, templates).find(({ id }) => id === payload);
    if (choice) return { ...each, title: choice.title };
  }
  return null;
}
