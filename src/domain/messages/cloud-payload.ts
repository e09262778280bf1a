import type { JsonObject } from '../../shared/json/json';
import { isPhoneNumber } from '../customers/identity';
import type { MediaSource, OutgoingMessage, OutgoingTemplate, TemplateParameter } from './outgoing-message';

type Of<Kind extends OutgoingMessage['kind']> = Extract<OutgoingMessage, { kind: Kind }>;

const withoutNulls = (members: Record<string, string | null>): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));

const sourceOf = (source: MediaSource): JsonObject => ('url' in source ? { link: source.url } : { id: source.mediaId });

function parameterOf(parameter: TemplateParameter): JsonObject {
  if (parameter.type === 'text') {
    const { text, name } = parameter;
    return { type: 'text', ...(name === null ? {} : { parameter_name: name }), text };
  }
  if (parameter.type === 'date_time') return { type: 'date_time', date_time: { fallback_value: parameter.fallback } };
  const { code, amount1000, fallback } = parameter;
  return { type: 'currency', currency: { fallback_value: fallback, code, amount_1000: amount1000 } };
}

function headerOf(header: OutgoingTemplate['header']): JsonObject[] {
  if (header === null) return [];
  if (header.type === 'text') return [{ type: 'header', parameters: [parameterOf(header)] }];
  const { type, source, filename } = header;
  const file = { ...sourceOf(source), ...(type === 'document' ? withoutNulls({ filename }) : {}) };
  return [{ type: 'header', parameters: [{ type, [type]: file }] }];
}

function buttonOf(button: OutgoingTemplate['buttons'][number], index: number): JsonObject[] {
  if (button === null) return [];
  const component = { type: 'button', index: String(index) };
  return 'payload' in button
    ? [{ ...component, sub_type: 'quick_reply', parameters: [{ type: 'payload', payload: button.payload }] }]
    : [{ ...component, sub_type: 'url', parameters: [{ type: 'text', text: button.url }] }];
}

function template({ name, language, header, body, buttons }: OutgoingTemplate): JsonObject {
  const components = [
    ...headerOf(header),
    ...(body.length === 0 ? [] : [{ type: 'body', parameters: body.map(parameterOf) }]),
    ...buttons.flatMap(buttonOf),
  ];
  return {
    name,
    language: { code: language, policy: 'deterministic' },
    ...(components.length > 0 ? { components } : {}),
  };
}

function interactive(message: Of<'buttons'> | Of<'list'>): JsonObject {
  const action: JsonObject =
    message.kind === 'buttons'
      ? { buttons: message.buttons.map((reply) => ({ type: 'reply', reply })) }
      : {
          button: message.button,
          sections: message.sections.map(({ title, rows }) => ({
            title,
            rows: rows.map(({ id, title: name, description }) => ({
              id,
              title: name,
              ...withoutNulls({ description }),
            })),
          })),
        };
  return {
    type: message.kind === 'buttons' ? 'button' : 'list',
    ...(message.header === null ? {} : { header: { type: 'text', text: message.header } }),
    body: { text: message.text },
    ...(message.footer === null ? {} : { footer: { text: message.footer } }),
    action,
  };
}

function recipientOf(address: string): JsonObject {
  const phone = address.replace(/^\+/, '');
  return isPhoneNumber(phone) ? { to: phone } : { recipient: address };
}

function form(message: OutgoingMessage): JsonObject {
  switch (message.kind) {
    case 'text':
      return { type: 'text', text: { body: message.text, preview_url: false } };
    case 'template':
      return { type: 'template', template: template(message) };
    case 'buttons':
    case 'list':
      return { type: 'interactive', interactive: interactive(message) };
    case 'location': {
      const { latitude, longitude, name, address } = message;
      return { type: 'location', location: { latitude, longitude, ...withoutNulls({ name, address }) } };
    }
    case 'reaction':
      return { type: 'reaction', reaction: { message_id: message.to, emoji: message.emoji } };
    default: {
      const { kind, source, caption, filename } = message;
      return { type: kind, [kind]: { ...sourceOf(source), ...withoutNulls({ caption, filename }) } };
    }
  }
}

/**
 * Makes the payload of a send. `address` is a phone number (`to`) or a business-scoped user id (`recipient`); Meta repeats
 * `messageId` on every status, which identifies a send whose response was lost; `replyToWamid` is the customer's message that
 * it quotes.
 */
export const cloudPayload = (input: {
  address: string;
  messageId: string;
  replyToWamid: string | null;
  message: OutgoingMessage;
}): JsonObject => ({
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  ...recipientOf(input.address),
  ...(input.replyToWamid === null ? {} : { context: { message_id: input.replyToWamid } }),
  ...form(input.message),
  biz_opaque_callback_data: input.messageId,
});
