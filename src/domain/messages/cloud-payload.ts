import type { JsonObject } from '../../shared/json';
import type { OutgoingMessage } from './outgoing-message';

/** Meta refuses line breaks, tabs and more than four spaces in a template's parameters (error 132018). */
export const textParameter = (text: string): string => text.replace(/\s+/g, ' ').trim();

const textParameters = (texts: string[]) => texts.map((text) => ({ type: 'text', text }));

function templateComponents({ header, body, buttons }: Extract<OutgoingMessage, { kind: 'template' }>): JsonObject[] {
  return [
    ...(header === null ? [] : [{ type: 'header', parameters: textParameters([header]) }]),
    ...(body.length === 0 ? [] : [{ type: 'body', parameters: textParameters(body) }]),
    ...buttons.map((payload, index) => ({
      type: 'button',
      sub_type: 'quick_reply',
      index: String(index),
      parameters: [{ type: 'payload', payload }],
    })),
  ];
}

function form(message: OutgoingMessage): JsonObject {
  if (message.kind === 'text') return { type: 'text', text: { body: message.text, preview_url: false } };
  if (message.kind === 'template') {
    const { name, language } = message;
    const components = templateComponents(message);
    const template = {
      name,
      language: { code: language, policy: 'deterministic' },
      ...(components.length > 0 ? { components } : {}),
    };
    return { type: 'template', template };
  }
  const { text, header, footer, buttons } = message;
  return {
    type: 'interactive',
    interactive: {
      type: 'button',
      ...(header === null ? {} : { header: { type: 'text', text: header } }),
      body: { text },
      ...(footer === null ? {} : { footer: { text: footer } }),
      action: { buttons: buttons.map((reply) => ({ type: 'reply', reply })) },
    },
  };
}

/**
 * A message exactly as Meta gets it. `address` is a phone number (`to`) or a business-scoped user id (`recipient`);
 * `messageId` comes back on every status, which is how a send whose answer was lost is recognised.
 */
export const cloudPayload = (input: { address: string; messageId: string; message: OutgoingMessage }): JsonObject => ({
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  ...(/^\+?\d+$/.test(input.address) ? { to: input.address.replace('+', '') } : { recipient: input.address }),
  ...form(input.message),
  biz_opaque_callback_data: input.messageId,
});
