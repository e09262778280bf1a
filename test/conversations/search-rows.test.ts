import { createExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, test } from 'vitest';
import worker from '../../src/index';
import { type RecordedStatement, recordingEnv } from '../support/recording-env';
import { newScene, type Scene } from '../support/scene';

describe('with many conversations', () => {
  const scenes = new Map<number, Scene>();
  beforeAll(async () => {
    for (const count of [2_000, 100_000]) {
      const scene = await newScene();
      scenes.set(count, scene);
      const numbers = 'with recursive n(i) as (select ?1 union all select i + 1 from n where i + 1 < ?2)';
      for (let from = 0; from < count; from += 20_000) {
        const [start, end] = [from, Math.min(from + 20_000, count)];
        const id = `'cnv_' || ?4 || printf('%08d', i)`;
        await env.DB.batch([
          env.DB.prepare(
            `${numbers} insert into conversations (channel_id, user_key, account_id, last_inbound_at, last_wamid,
               conversation_id, seq, last_at, waiting_since)
             select ?5, '+39' || i, ?3, i, '', ${id}, i, i, iif(i % 2, i, null) from n`,
          ).bind(start, end, scene.accountId, scene.accountId, scene.channelId),
          env.DB.prepare(
            `${numbers} insert into conversation_words (account_id, word, conversation_id, seen_at)
             select ?3, w.value, ${id}, i from n, json_each(json_array('grazie', 'parola' || i)) w where ?5 is not null`,
          ).bind(start, end, scene.accountId, scene.accountId, scene.channelId),
        ]);
      }
    }
  }, 120_000);

  const rowsRead = async (count: number, query: string): Promise<number> => {
    const scene = scenes.get(count) as Scene;
    const calls: RecordedStatement[] = [];
    const request = new Request(`https://aisac.test/v1/conversations?${query}`, {
      headers: { 'x-api-key': scene.key },
    });
    const answer = await worker.fetch(request, recordingEnv(calls), createExecutionContext());
    expect(answer.status).toBe(200);
    let rows = 0;
    for (const { query: text, values } of calls.filter(
      (call) => call.query.includes('from "conversations"') && call.values.length > 0,
    )) {
      rows += (
        await env.DB.prepare(text)
          .bind(...values)
          .all()
      ).meta.rows_read;
    }
    return rows;
  };

  test.each([
    'q=grazie',
    'q=parola',
    'q=parola1999',
    'q=grazie%20parola1',
    'q=nulla',
    'q=1042',
    'q=grazie&waiting=true',
    'limit=20',
    'waiting=true',
  ])('«%s» reads no more rows of 100,000 than of 2,000', async (query) => {
    const [few, many] = [await rowsRead(2_000, query), await rowsRead(100_000, query)];
    // A number begins more words of the larger set.
    expect(many).toBeLessThanOrEqual(few + 100);
    expect(many).toBeLessThan(2_500);
  });
});
