import type { Scene } from './scene';

type Value = Record<string, unknown>;

/** The values of events about who answers a customer, in Meta's forms, by what they are; all names and ids are invented. */
export const threadValues = (to: { customer: string; userId: string }) => {
  const { customer, userId } = to;
  const contacts = [{ profile: { name: 'Giulia Esempio' }, wa_id: customer, user_id: userId }];
  const from = '390255500123';
  return {
    echo: (id: string, at: number, message: Value = { type: 'text', text: { body: 'Il pacco parte domani.' } }) => ({
      contacts,
      message_echoes: [{ from, to: customer, id, timestamp: String(at), ...message }],
    }),
    echoWithoutPhone: (id: string, at: number) => ({
      contacts: [{ profile: { username: 'giulia.esempio' }, user_id: userId }],
      message_echoes: [
        { from, to_user_id: userId, id, timestamp: String(at), type: 'text', text: { body: 'Va bene' } },
      ],
    }),
    standbyMessage: (id: string, at: number, message: Value = { type: 'text', text: { body: 'Dov’è il pacco?' } }) => ({
      standby: {
        contacts,
        messages: [{ from: customer, from_user_id: userId, id, timestamp: String(at), ...message }],
      },
    }),
    standbyEcho: (id: string, at: number) => ({
      standby: {
        message_echoes: [
          {
            id,
            timestamp: String(at),
            message: {
              messaging_product: 'whatsapp',
              recipient_type: 'individual',
              to: customer,
              type: 'text',
              text: { body: 'Controllo subito.' },
              biz_opaque_callback_data: '{"originator":"bizai","channel":"ent"}',
            },
          },
        ],
      },
    }),
    standbyTemplate: (id: string, at: number) => ({
      standby: {
        message_echoes: [
          {
            id,
            timestamp: String(at),
            message: {
              messaging_product: 'whatsapp',
              to: customer,
              type: 'template',
              template: { name: 'shipping_notice', language: { code: 'it' }, components: [] },
            },
            template: { name: 'shipping_notice', language: 'it', category: 'UTILITY' },
          },
        ],
      },
    }),
    standbyStatus: (id: string, at: number) => ({
      standby: {
        statuses: [
          { id, status: 'delivered', timestamp: String(at), recipient_id: customer, recipient_user_id: userId },
        ],
      },
    }),
    standbyEmpty: () => ({ standby: {} }),
    history: (id: string, at: number) => ({
      messages: [{ from: customer, id, timestamp: String(at), type: 'text', text: { body: 'Vecchio messaggio' } }],
    }),
    historyThreads: (id: string, at: number) => ({
      history: [
        {
          metadata: { phase: 0, chunk_order: 1, progress: 55 },
          threads: [
            {
              id: customer,
              messages: [
                {
                  from: customer,
                  id,
                  timestamp: String(at),
                  type: 'text',
                  text: { body: 'Quando arriva?' },
                  history_context: { status: 'READ' },
                },
              ],
            },
          ],
        },
      ],
    }),
    contactsSync: (at: number) => ({
      state_sync: [
        {
          type: 'contact',
          contact: { full_name: 'Giulia Esempio', first_name: 'Giulia', phone_number: customer },
          action: 'add',
          metadata: { timestamp: String(at) },
        },
      ],
    }),
  };
};

/** A handover has no `metadata`: its number is the recipient. */
export const handoverValue = (
  { phoneNumberId }: Pick<Scene, 'phoneNumberId'>,
  sender: Value,
  { type, at, ...part }: { type: 'control_passed' | 'control_taken'; at: number } & Value,
) => ({
  messaging_product: 'whatsapp',
  sender,
  recipient: { display_phone_number: '390255500123', phone_number_id: phoneNumberId },
  type,
  timestamp: String(at),
  [type]: part,
});

/** The events of a portfolio: its entry is no WhatsApp Business Account. */
export const partnerValue = (wabaId: string, event = 'PARTNER_REMOVED') => ({
  event,
  waba_info: { waba_id: wabaId, owner_business_id: '620000000000001', partner_app_id: '700000000000003' },
});
