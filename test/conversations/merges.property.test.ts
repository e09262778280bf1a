import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newAuditDraft } from '../../src/shared/access/audit-entry';
import { newId } from '../../src/shared/crypto/ids';
import { conversationWorld } from '../replies/conversation-world';
import { newWamid } from '../standins/meta-webhooks';
import { newScene } from '../support/scene';

/** What a customer writes: under their phone number, their user id, or both; `word` is in its text. */
const writing = fc.record({
  customer: fc.constantFrom(0, 1),
  names: fc.constantFrom('phone', 'userId', 'both'),
  again: fc.boolean(),
  hasNote: fc.boolean(),
});
const SECOND = 1_000;

test('however a customer’s names become known, their conversations become one that lacks nothing', async () => {
  const scene = await newScene();
  const { accountId } = scene;
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(writing, { minLength: 1, maxLength: 3 }), { maxLength: 6 }), async (batches) => {
      round += 1;
      const world = conversationWorld(Date.now());
      const { conversations } = world.deps;
      const names = [0, 1].map((customer) => ({
        phone: `39347${String(round).padStart(5, '0')}0${customer}`,
        userId: `IT.${accountId.slice(-8)}${round}x${customer}`,
      }));
      const rowsOf = async (customer: number) => {
        const { phone, userId } = names[customer] as (typeof names)[number];
        const found = await env.DB.prepare(
          'select conversation_id, user_key, unread, last_inbound_at from conversations where account_id = ? and user_key in (?, ?)',
        )
          .bind(accountId, `+${phone}`, userId)
          .all<{ conversation_id: string; user_key: string; unread: number; last_inbound_at: number }>();
        return found.results;
      };
      // The oracle: what was written by each customer, under which names, and the notes.
      const written: { customer: number; names: string; word: string; at: number }[] = [];
      const notes = [0, 0];
      for (const batch of batches) {
        await world.pass(5 * SECOND);
        const values = batch.map(({ customer, names: used }, i) => {
          const { phone, userId } = names[customer] as (typeof names)[number];
          const word = `parola${round}n${written.length}`;
          const at = world.now() - SECOND * (i + 1);
          written.push({ customer, names: used, word, at });
          return {
            ...(used === 'userId' ? {} : { from: phone }),
            ...(used === 'phone' ? {} : { from_user_id: userId }),
            id: newWamid(),
            timestamp: String(Math.floor(at / SECOND)),
            type: 'text',
            text: { body: word },
          };
        });
        await world.deliver(scene, values);
        if (batch.some(({ again }) => again)) await world.deliver(scene, values);
        for (const { customer, hasNote } of batch) {
          const [row] = await rowsOf(customer);
          if (!hasNote || !row) continue;
          const note = {
            accountId,
            entryId: newId('cve'),
            conversationId: row.conversation_id,
            kind: 'note' as const,
            author: 'key:key_x',
            detail: { text: 'n' },
            createdAt: world.now(),
            seq: 0,
          };
          expect(
            await conversations.addNote(note, null, newAuditDraft({ accountId, action: 'note.added' }, 0)),
          ).not.toBeNull();
          notes[customer] = (notes[customer] ?? 0) + 1;
        }
      }
      for (const customer of [0, 1]) {
        const own = written.filter((one) => one.customer === customer);
        const rows = await rowsOf(customer);
        const isJoined = own.some((one) => one.names === 'both');
        const kinds = new Set(own.map((one) => (isJoined ? 'phone' : one.names)));
        expect(rows).toHaveLength(kinds.size);
        if (isJoined) expect(rows[0]?.user_key).toBe(`+${names[customer]?.phone}`);
        expect(rows.reduce((sum, { unread }) => sum + unread, 0)).toBe(own.length);
        const latest = Math.max(0, ...own.map(({ at }) => Math.floor(at / SECOND) * SECOND + 999));
        expect(Math.max(0, ...rows.map(({ last_inbound_at: at }) => at))).toBe(latest);
        const ids = JSON.stringify(rows.map(({ conversation_id: id }) => id));
        const count = (sql: string) =>
          env.DB.prepare(`select count(*) n from ${sql} and conversation_id in (select value from json_each(?))`)
            .bind(ids)
            .first('n');
        expect(await count("conversation_entries where kind = 'note'")).toBe(notes[customer]);
        expect(await count("conversation_words where word glob 'parola*'")).toBe(own.length);
      }
    }),
    { numRuns: 30 },
  );
  const orphans = await env.DB.prepare(
    `select count(*) n from (select account_id, conversation_id from conversation_words union
      select account_id, conversation_id from conversation_entries) e
      where account_id = ? and conversation_id not in (select conversation_id from conversations where account_id = ?1)`,
  )
    .bind(accountId)
    .first('n');
  expect(orphans).toBe(0);
}, 120_000);
