/** The kinds of a message in which a customer says something, as Meta names them: `reply.kind` of a wait is one of them. */
export const REPLY_KINDS = [
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
  'reaction',
];
