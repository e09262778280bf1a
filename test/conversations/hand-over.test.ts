import { env } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import { type Chat, newChat } from '../support/chat';
import { runCron, until } from '../support/scene';

const STEPS = [
  { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', text: 'Confermi?' },
  {
    id: 'person',
    do: 'hand_over',
    note: 'Non ha capito',
    message: 'Ti risponde una persona del negozio.',
    choices: [
      { label: 'Confermato', goto: 'confirmed' },
      { label: 'Annullato', goto: 'cancelled' },
    ],
    timeout: '2h',
    on_timeout: 'silent',
  },
  { id: 'confirmed', do: 'end', outcome: 'confirmed' },
  { id: 'cancelled', do: 'end', outcome: 'cancelled' },
  { id: 'silent', do: 'send_message', to: '{{ request.user_key }}', text: 'Ti scriviamo domani.' },
  { id: 'late', do: 'end', outcome: 'late' },
];

async function handedOver(more: { prepare?: (chat: Chat) => Promise<unknown>; steps?: unknown[] } = {}) {
  const chat = await newChat();
  await more.prepare?.(chat);
  await chat.saveFlow({ steps: more.steps ?? STEPS });
  const requestId = await chat.start();
  const request = await until(async () => {
    const found = await chat.request(requestId);
    const step = found.steps.find((row: any) => row.kind === 'hand_over');
    expect([found.status, step?.status]).toEqual(['waiting', 'waiting']);
    return found;
  });
  const step = request.steps.find((row: any) => row.kind === 'hand_over');
  const patch = (body: unknown) => chat.as('PATCH', `/v1/requests/${requestId}`, body);
  return { chat, requestId, request, step, patch };
}

describe('a request that is handed over', () => {
  test('tells the customer, shows its choices, and goes on at the chosen one', async () => {
    const { chat, requestId, step, patch } = await handedOver();
    expect(await chat.texts()).toEqual(['Confermi?', 'Ti risponde una persona del negozio.']);
    expect(step.detail).toMatchObject({ note: 'Non ha capito', choices: ['Confermato', 'Annullato'] });
    expect(await chat.conversation()).toMatchObject({ owner: 'person', request_id: requestId });
    await chat.send({ text: 'Eccomi' });
    expect((await patch({ choice: 'Forse' })).body.errors).toMatchObject([
      { path: '/choice', code: 'unknown_choice', message: expect.stringContaining('«Confermato», «Annullato»') },
    ]);
    expect((await patch({ choice: 'Confermato', resume: 'cancelled' })).status).toBe(422);
    expect((await patch({ choice: 'Confermato' })).status).toBe(200);
    expect((await chat.waitForStatus(requestId, 'completed')).outcome).toBe('confirmed');
    expect(await chat.conversation()).toMatchObject({ owner: 'nobody', request_id: null });
    expect((await patch({ choice: 'Annullato' })).body.code).toBe('request_not_waiting');
  });

  test('goes on by itself when nobody has acted in time, and the conversation is the flow’s again', async () => {
    const { chat, requestId, patch } = await handedOver();
    await env.DB.batch([
      env.DB.prepare("update request_steps set deadline = 1 where request_id = ? and kind = 'hand_over'").bind(
        requestId,
      ),
      env.DB.prepare('update requests set wake_at = 0 where request_id = ?').bind(requestId),
    ]);
    await runCron();
    expect((await chat.waitForStatus(requestId, 'completed')).outcome).toBe('late');
    expect((await chat.texts()).at(-1)).toBe('Ti scriviamo domani.');
    expect((await chat.conversation()).owner).toBe('nobody');
    expect((await patch({ choice: 'Confermato' })).status).toBe(409);
  });

  test('is handed over although the line cannot be sent', async () => {
    const preparations: ((chat: Chat) => Promise<unknown>)[] = [
      (chat) => chat.closeWindow(),
      (chat) => chat.configureMeta({ behaviour: [{ code: 190, status: 401, forever: true }] }),
      (chat) => chat.configureMeta({ behaviour: [{ code: 131047 }] }),
      (chat) => chat.configureMeta({ behaviour: [{ answer_lost: true }] }),
      (chat) => chat.as('PATCH', chat.path, { owner: 'person' }),
    ];
    for (const prepare of preparations) {
      const { chat, request } = await handedOver({ prepare, steps: STEPS.slice(1) });
      expect(request.steps.find((row: any) => row.step === 'person--message')).toMatchObject({ status: 'failed' });
      expect((await chat.conversation()).owner).toBe('person');
    }
  });

  test('is simulated as it would run without a person', async () => {
    const chat = await newChat();
    const [{ text: _, ...ask }, ...rest] = STEPS as [Record<string, unknown>, ...unknown[]];
    const simulated = await chat.as('POST', '/v1/flows/new/simulate', {
      definition: { name: 'Prova', steps: [{ ...ask, template: { name: 'cod_reminder', language: 'it' } }, ...rest] },
      now: '2026-11-24T09:00:00+01:00',
      replies: [{ at: '2026-11-24T10:00:00+01:00', text: 'Allora?' }],
    });
    expect(simulated.body).toMatchObject({
      status: 'completed',
      outcome: 'late',
      path: ['ask', 'person', 'silent', 'late'],
      note: 'Non ha capito',
    });
  });

  test('is checked when it is saved', async () => {
    const chat = await newChat();
    const issuesOf = async (step: Record<string, unknown>) => {
      const steps = [
        { id: 'person', do: 'hand_over', ...step },
        { id: 'end', do: 'end', outcome: 'x' },
      ];
      const { body } = await chat.as('PUT', '/v1/flows/checked', { name: 'Prova', steps });
      return (body.errors ?? []).map(({ path, code }: any) => `${path} ${code}`);
    };
    expect(await issuesOf({ choices: [{ label: 'Sì', goto: 'end' }] })).toEqual([]);
    expect(await issuesOf({ choices: [{ label: 'Sì', goto: 'nowhere' }] })).toEqual([
      '/steps/0/choices/0/goto unknown_step',
    ]);
    expect(
      await issuesOf({
        choices: [
          { label: 'Sì', goto: 'end' },
          { label: ' Sì ', goto: 'end' },
        ],
      }),
    ).toEqual(['/steps/0/choices/1/label repeated_choice']);
    expect(await issuesOf({ timeout: '1h' })).toHaveLength(1);
    expect(await issuesOf({ on_timeout: 'end' })).toHaveLength(1);
    expect(await issuesOf({ message: '{{ nowhere }}' })).toHaveLength(1);
  });
});
