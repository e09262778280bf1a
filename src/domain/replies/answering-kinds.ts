/** The kinds of message in which a person says something; only these answer a wait or start a flow. */
const ANSWERING_KINDS: ReadonlySet<string> = new Set([
  'text',
  'button',
  'interactive',
  'image',
  'video',
  'audio',
  'voice',
  'document',
  'sticker',
  'location',
  'contacts',
  'order',
]);

/** Kinds that WhatsApp sends by itself, or that change an older message: they open no customer service window. */
const SIGNALS: ReadonlySet<string> = new Set(['system', 'request_welcome', 'edit', 'revoke']);

/** Says whether a kind of message can answer any wait. A reaction is not among them: it answers only its own case. */
export const isAnsweringKind = (kind: string): boolean => ANSWERING_KINDS.has(kind);

/** Says whether a kind of message is a signal of the platform rather than something that the customer did. */
export const isSignal = (kind: string): boolean => SIGNALS.has(kind);
