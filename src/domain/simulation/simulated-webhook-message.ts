import type { JsonObject } from '../../shared/json/json';
import type { SimulatedMessage, SimulatedWorld } from '../flows/engine/simulated-run';
import { payloadForRequest } from '../messages/payload-id';
import { findOffer } from './find-offer';
import type { SimulatedReply } from './scenario';

/** The id of a message that the run has not sent. */
const UNSENT_WAMID = 'wamid.of-no-message';

const MEDIA = new Set(['image', 'video', 'audio', 'document', 'sticker']);

/**
 * Returns a simulated reply in the form of Meta's webhook, so that the code for real messages reads it. Meta names the
 * message whose button or row was chosen; where no sent message offers the choice, that is the last one.
 */
export function simulatedWebhookMessage(
  { button, list, text, kind, location, answers }: SimulatedReply,
  {
    requestId,
    sent,
    templates,
  }: { requestId: string; sent: SimulatedMessage[]; templates: SimulatedWorld['templates'] },
): JsonObject {
  const received = answers === undefined ? sent : sent.filter(({ step }) => step === answers);
  const last = received.at(-1);
  const lastWamid = last?.wamid ?? UNSENT_WAMID;
  const id = button ?? list;
  if (id !== undefined) {
    const payload = payloadForRequest(requestId, id);
    const offer = findOffer(payload, received, templates);
    const title = text ?? offer?.title ?? id;
    const referenced = offer ?? last;
    const context: JsonObject = { context: { id: referenced?.wamid ?? UNSENT_WAMID } };
    const reply = { id: payload, title };
    if (button === undefined)
      return { ...context, type: 'interactive', interactive: { type: 'list_reply', list_reply: reply } };
    return referenced?.message.kind === 'buttons'
      ? { ...context, type: 'interactive', interactive: { type: 'button_reply', button_reply: reply } }
      : { ...context, type: 'button', button: { payload, text: title } };
  }
  const quote: JsonObject = answers === undefined ? {} : { context: { id: lastWamid } };
  if (location) return { ...quote, type: 'location', location: { ...location } };
  if (kind === undefined || kind === 'text') return { ...quote, type: 'text', text: { body: text ?? '' } };
  if (kind === 'reaction') return { type: kind, reaction: { emoji: text ?? '👍', message_id: lastWamid } };
  return {
    ...quote,
    type: kind,
    [kind]: { ...(MEDIA.has(kind) ? { id: 'simulated' } : {}), ...(text ? { caption: text } : {}) },
  };
}
