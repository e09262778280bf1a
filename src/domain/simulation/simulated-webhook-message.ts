import type { JsonObject } from '../../shared/json';
import { payloadForRequest } from '../messages/payload-id';
import type { SimulatedReply } from './scenario';
import { findOffer, type SimulatedMessage } from './simulated-messages';
import type { SimulationInput } from './simulation-types';

/** Meta's id of a message that the run has not sent. */
const UNSENT_WAMID = 'wamid.of-no-message';

const MEDIA = new Set(['image', 'video', 'audio', 'document', 'sticker']);

/**
 * A simulated reply as Meta's webhook would bring it, so that it is read by what reads the real ones. Meta names the message
 * in which a button or row was chosen; where none of those `seen` offers it the last one counts.
 */
export function simulatedWebhookMessage(
  { button, list, text, kind, location, answers }: SimulatedReply,
  {
    requestId,
    sent: all,
    templates,
  }: { requestId: string; sent: SimulatedMessage[]; templates: SimulationInput['templates'] },
): JsonObject {
  const seen = answers === undefined ? all : all.filter(({ step }) => step === answers);
  const last = seen.at(-1);
  const named = last?.wamid ?? UNSENT_WAMID;
  const id = button ?? list;
  if (id !== undefined) {
    const payload = payloadForRequest(requestId, id);
    const offer = findOffer(payload, seen, templates);
    const title = text ?? offer?.title ?? id;
    const answered = offer ?? last;
    const context: JsonObject = { context: { id: answered?.wamid ?? UNSENT_WAMID } };
    const reply = { id: payload, title };
    if (button === undefined)
      return { ...context, type: 'interactive', interactive: { type: 'list_reply', list_reply: reply } };
    return answered?.message.kind === 'buttons'
      ? { ...context, type: 'interactive', interactive: { type: 'button_reply', button_reply: reply } }
      : { ...context, type: 'button', button: { payload, text: title } };
  }
  const quote: JsonObject = answers === undefined ? {} : { context: { id: named } };
  if (location) return { ...quote, type: 'location', location: { ...location } };
  if (kind === undefined || kind === 'text') return { ...quote, type: 'text', text: { body: text ?? '' } };
  if (kind === 'reaction') return { type: kind, reaction: { emoji: text ?? '👍', message_id: named } };
  return {
    ...quote,
    type: kind,
    [kind]: { ...(MEDIA.has(kind) ? { id: 'simulated' } : {}), ...(text ? { caption: text } : {}) },
  };
}
