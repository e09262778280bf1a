/** Meta's kinds of messages that a person writes; only these answer a wait or start a flow. */
const ANSWERING_KINDS = [
  'text',
  'button',
  'interactive',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'order',
];

/** The values of `reply.kind`; a reaction answers only a case for reactions. */
export const REPLY_KINDS: readonly string[] = [...ANSWERING_KINDS, 'reaction'];

/** Kinds that WhatsApp sends by itself, or that change an earlier message: they open no customer service window. */
const SIGNALS = ['system', 'request_welcome', 'edit', 'revoke'];

/** Whether a kind of message edits or deletes an earlier one. */
export const isChangeOfMessage = (kind: string): boolean => kind === 'edit' || kind === 'revoke';

/** Whether a kind of message can answer any wait; a reaction cannot. */
export const isAnsweringKind = (kind: string): boolean => ANSWERING_KINDS.includes(kind);

/** Whether WhatsApp sends messages of this kind by itself, or they change an earlier message. */
export const isSignal = (kind: string): boolean => SIGNALS.includes(kind);
