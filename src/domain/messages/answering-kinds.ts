/** The kinds of message in which a person says something, as Meta names them; only these answer a wait or start a flow. */
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

/** What `reply.kind` of a wait can be: a reaction answers only a case of its own. */
export const REPLY_KINDS: readonly string[] = [...ANSWERING_KINDS, 'reaction'];

/** Kinds that WhatsApp sends by itself, or that change an older message: they open no customer service window. */
const SIGNALS = ['system', 'request_welcome', 'edit', 'revoke'];

/** Says whether a kind of message can answer any wait. A reaction is not among them. */
export const isAnsweringKind = (kind: string): boolean => ANSWERING_KINDS.includes(kind);

/** Says whether a kind of message is a signal of the platform rather than something that the customer did. */
export const isSignal = (kind: string): boolean => SIGNALS.includes(kind);
