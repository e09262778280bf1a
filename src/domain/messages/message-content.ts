import type { MediaFile } from '../../db/schema';
import { isJsonObject, type JsonObject, type JsonValue } from '../../shared/json/json';
import { parseExactJson } from '../../shared/json/parse-exact-json';
import { listOrEmpty, numberOrNull, objectOrEmpty, textOrNull } from '../../shared/json/read-json';
import { isAnsweringKind, isSignal } from './answering-kinds';
import { capJsonSize } from './cap-json-size';

/** WhatsApp never sends longer texts; this is a defensive cap. */
const MAX_TEXT_LENGTH = 65_536;
/** Small enough for a run's state and a row of D1. */
const MAX_CONTENT_BYTES = 262_144;
const KIND = /^[\w.-]{1,60}$/;

export type MessageContent = {
  kind: string;
  content: JsonObject;
  /** The payload of the button or row that was chosen. */
  payload: { value: string; from: 'button' | 'list' } | null;
  /** Whether it can answer any wait or start a flow. */
  isAnswer: boolean;
  /** Whether it is a reaction that was not removed: it answers only a case for reactions, of the message reacted to. */
  isReaction: boolean;
  /** Whether it opens the customer service window: free forms may then be sent for 24 hours. */
  opensWindow: boolean;
  media: MediaFile | null;
};

const text = (value: unknown): string | null => textOrNull(value)?.slice(0, MAX_TEXT_LENGTH) ?? null;

const MEDIA = new Set(['image', 'video', 'audio', 'document', 'sticker', 'voice']);

function mediaOf(part: JsonObject): MediaFile | null {
  const mediaId = text(part.id);
  // The id becomes part of a URL.
  if (mediaId === null || !/^[\w.-]{1,200}$/.test(mediaId)) return null;
  return {
    media_id: mediaId,
    mime_type: text(part.mime_type)?.slice(0, 200) ?? null,
    sha256: text(part.sha256)?.slice(0, 100) ?? null,
    filename: text(part.filename)?.slice(0, 255) ?? null,
    size: null,
    state: 'pending',
    error: null,
  };
}

/** Parses the form of a WhatsApp Flow, a JSON object in a string; null if it is not valid. */
function formOf(value: unknown): JsonValue {
  try {
    const form = parseExactJson(text(value) ?? '');
    return isJsonObject(form) ? form : null;
  } catch {
    return null;
  }
}

type ReadKind = (
  part: JsonObject,
) => Partial<Pick<MessageContent, 'payload' | 'isAnswer' | 'isReaction' | 'opensWindow'>> & { content: JsonObject };

const interactive: ReadKind = (part) => {
  const button = objectOrEmpty(part.button_reply);
  const row = objectOrEmpty(part.list_reply);
  const form = objectOrEmpty(part.nfm_reply);
  const [buttonId, rowId] = [text(button.id), text(row.id)];
  const payload =
    buttonId !== null
      ? ({ value: buttonId, from: 'button' } as const)
      : rowId !== null
        ? ({ value: rowId, from: 'list' } as const)
        : null;
  const title = text(button.title) ?? text(row.title) ?? text(form.body);
  const data = formOf(form.response_json);
  return {
    payload,
    // Responses to a permission request and the like are not answers.
    isAnswer: payload !== null || part.nfm_reply !== undefined,
    content: { text: title, description: text(row.description), ...(data === null ? {} : { form: data }) },
  };
};

/** Reads each kind that a flow can use, as Meta documents it for the messages webhook. */
const READ_BY_KIND: Record<string, ReadKind> = {
  text: (part) => ({ content: { text: text(part.body) ?? '' } }),
  button: (part) => {
    const value = text(part.payload) ?? text(part.text);
    return { content: { text: text(part.text) }, payload: value === null ? null : { value, from: 'button' } };
  },
  interactive,
  reaction: (part) => ({
    // Without an emoji it removes an earlier reaction.
    isReaction: text(part.emoji) !== null,
    opensWindow: text(part.emoji) !== null,
    content: { text: text(part.emoji), emoji: text(part.emoji), reacted_to: text(part.message_id) },
  }),
  location: (part) => ({
    content: {
      text: text(part.name) ?? text(part.address),
      location: {
        latitude: numberOrNull(part.latitude),
        longitude: numberOrNull(part.longitude),
        name: text(part.name),
        address: text(part.address),
      },
    },
  }),
  order: (part) => ({
    content: {
      text: text(part.text),
      order: { catalog_id: text(part.catalog_id), items: listOrEmpty(part.product_items).slice(0, 100) },
    },
  }),
  edit: (part) => ({
    content: { text: null, edited: text(part.original_message_id), message: objectOrEmpty(part.message) },
  }),
  revoke: (part) => ({ content: { text: null, revoked: text(part.original_message_id) } }),
  system: (part) => ({ content: { text: text(part.body), system: text(part.type) } }),
};

const kindOf = ({ type }: JsonObject): string => (typeof type === 'string' && KIND.test(type) ? type : 'unknown');

function readContent(value: JsonObject): MessageContent {
  const kind = kindOf(value);
  const part = value[kind];
  const base = {
    kind,
    payload: null,
    isAnswer: isAnsweringKind(kind),
    isReaction: false,
    opensWindow: !isSignal(kind),
    media: null,
  };
  if (kind === 'contacts') return { ...base, content: { text: null, contacts: listOrEmpty(part).slice(0, 50) } };
  if (!isJsonObject(part)) return { ...base, isAnswer: false, content: { text: null, raw: value } };
  if (MEDIA.has(kind)) return { ...base, content: { text: text(part.caption) }, media: mediaOf(part) };
  const read = Object.hasOwn(READ_BY_KIND, kind) ? READ_BY_KIND[kind]?.(part) : undefined;
  return read ? { ...base, ...read } : { ...base, content: { text: null, raw: value } };
}

/** Reads the content of a customer's message; an unknown or malformed kind is kept raw under its own name. */
export function contentOf(value: JsonObject): MessageContent {
  const message = readContent(value);
  const { text: plain = null } = message.content;
  return { ...message, content: { text: plain, ...capJsonSize(MAX_CONTENT_BYTES, message.content) } };
}
