/** The flow of flows.md: cash on delivery, confirmed by WhatsApp. */
export const codFlow = {
  name: 'Conferma ordini in contrassegno',
  trigger: { on: 'order.created', when: "order.payment_method == 'cod'" },
  steps: [
    { id: 'order', do: 'get_object', save_as: 'order', on_not_found: 'gone' },
    {
      id: 'ask',
      do: 'send_message',
      to: '{{ order.phone }}',
      template: {
        name: 'cod_confirm',
        language: 'it',
        body: ['{{ order.customer.first_name }}', '{{ order.total }}'],
        buttons: ['CONFIRM', 'CANCEL'],
      },
    },
    {
      id: 'answer',
      do: 'wait_for_reply',
      timeout: '24h',
      cases: [
        { button: 'CONFIRM', goto: 'confirmed' },
        { text: ['si', 'sì', 'ok', 'confermo'], goto: 'confirmed' },
        { button: 'CANCEL', goto: 'refused' },
      ],
      otherwise: 'human',
      on_timeout: 'remind',
    },
    { id: 'remind', do: 'send_message', to: '{{ order.phone }}', template: { name: 'cod_reminder', language: 'it' } },
    {
      id: 'answer2',
      do: 'wait_for_reply',
      timeout: '12h',
      cases: [{ button: 'CONFIRM', goto: 'confirmed' }],
      otherwise: 'human',
      on_timeout: 'refused',
    },
    {
      id: 'confirmed',
      do: 'update_object',
      variables: { cod_confirmed: true, tags: ['cod-confirmed'] },
      wait: true,
    },
    { id: 'yes', do: 'end', outcome: 'confirmed' },
    { id: 'refused', do: 'update_object', variables: { cod_confirmed: false } },
    { id: 'no', do: 'end', outcome: 'refused' },
    { id: 'human', do: 'hand_over', note: '{{ reply.text }}' },
    { id: 'gone', do: 'end', outcome: 'not_found' },
  ],
};
