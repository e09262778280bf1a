import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { newChat } from '../support/chat';
import { until } from '../support/scene';

const FLOW = {
  steps: [
    { id: 'say', do: 'send_message', to: '{{ request.user_key }}', text: 'Flusso' },
    { id: 'end', do: 'end', outcome: 'said' },
  ],
};

test('in 30 races of a flow and a person each says what it may once, and the flow nothing after the person', async () => {
  const races = Array.from({ length: 30 }, (_, n) => n);
  let flowsFirst = 0;
  for (let i = 0; i < races.length; i += 5) {
    await Promise.all(
      races.slice(i, i + 5).map(async (n) => {
        const chat = await newChat();
        await chat.saveFlow(FLOW);
        const started = chat.start();
        // The person is sometimes earlier and sometimes later than the flow.
        for (let calls = 0; calls < n % 6; calls += 1) await chat.conversation();
        const sent = await chat.send({ client_id: 'p', text: 'Persona' });
        expect(sent).toMatchObject({ status: 201, body: { state: 'sent' } });
        const requestId = await started;
        const request = await until(async () => {
          const found = await chat.request(requestId);
          expect(['waiting', 'completed']).toContain(found.status);
          return found;
        });
        const texts = await chat.texts();
        expect(texts.filter((text) => text === 'Persona')).toHaveLength(1);
        expect(texts.filter((text) => text === 'Flusso')).toHaveLength(request.status === 'completed' ? 1 : 0);
        // SQLite numbers rows in the order in which they are written.
        const written = await env.DB.prepare(
          "select substr(author, 1, 4) as author from messages where account_id = ? and direction = 'out' order by rowid",
        )
          .bind(chat.accountId)
          .all();
        const authors = written.results.map(({ author }) => author);
        if (request.status === 'completed') {
          flowsFirst += 1;
          expect(authors).toEqual(['flow', 'key:']);
        } else {
          expect(authors).toEqual(['key:']);
          expect(request.steps.find((row: any) => row.step === 'say').detail).toMatchObject({ held: 'person_owns' });
        }
        expect((await chat.conversation()).owner).toBe('person');
      }),
    );
  }
  // Both have been first.
  expect(flowsFirst).toBeGreaterThan(0);
  expect(flowsFirst).toBeLessThan(30);
}, 120_000);
