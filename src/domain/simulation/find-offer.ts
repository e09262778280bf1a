import type { SimulatedMessage, SimulatedWorld } from '../flows/engine/simulated-run';
import type { OutgoingMessage } from '../messages/outgoing-message';
import { templateButtons } from '../messages/template-text';

/** The choice of a customer, and the message that offers it. */
type Offer = SimulatedMessage & { title: string | null };

/** Returns the choices of a message: the id that each carries, and its title where it is known. */
export function choicesInMessage(
  message: OutgoingMessage,
  templates: SimulatedWorld['templates'],
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

/** Returns the latest message that offers a choice with this payload, or null. */
export function findOffer(
  payload: string,
  received: SimulatedMessage[],
  templates: SimulatedWorld['templates'],
): Offer | null {
  for (const each of received.toReversed()) {
    const choice = choicesInMessage(each.message, templates).find(({ id }) => id === payload);
    if (choice) return { ...each, title: choice.title };
  }
  return null;
}
