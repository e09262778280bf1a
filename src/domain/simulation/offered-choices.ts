import type { Transcript } from '../flows/engine/transcript';
import { readPayload } from '../messages/payload-id';
import { choicesInMessage } from './find-offer';
import type { SimulationInput } from './simulation-input';

/** A button, or a row of a list, that the customer of a simulation can press. */
export type OfferedChoice = { kind: 'button' | 'list'; id: string; title: string };

/** Returns the choices of the last message of a run that has any. */
export function offeredChoices(
  { sent }: Pick<Transcript, 'sent'>,
  templates: SimulationInput['templates'],
): OfferedChoice[] {
  for (const { message } of sent.toReversed()) {
    const choices = choicesInMessage(message, templates);
    if (choices.length === 0) continue;
    const kind = message.kind === 'list' ? ('list' as const) : ('button' as const);
    return choices.map(({ id: payload, title }) => {
      const { id } = readPayload(payload);
      return { kind, id, title: title ?? id };
    });
  }
  return [];
}
