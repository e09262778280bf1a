import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import type { JsonObject } from '../../src/shared/json/json';
import { newWamid } from '../standins/meta-webhooks';
import { newScene, type Scene } from '../support/scene';
import { conversationWorld } from './conversation-world';

/** For more runs: `DRIVER_RUNS=500 npx vitest run test/replies/matching.property.test.ts`. */
const RUNS = inject('driverRuns');
const HOUR = 3_600_000;
const STARTED_AT = Math.floor(Date.now() / 86_400_000 - 200) * 86_400_000;

const question = (id: string) => ({
  id,
  do: 'send_message',
  to: '{{ request.user_key }}',
  template: { name: 'cod_confirm', language: 'it', body: ['Ada', id], buttons: ['YES', 'NO'] },
});
const wait = (id: string, words: string[], next: string, onTimeout: string) => ({
  id,
  do: 'wait_for_reply',
  timeout: '10h',
  cases: [
    { button: 'YES', goto: next },
    { text: words, goto: next },
    { kind: 'reaction', text: ['rocket'], goto: next },
  ],
  otherwise: 'human',
  on_timeout: onTimeout,
});
/** Returns a flow with two questions, a reminder of the first and a hand-over for unmatched replies. A `silent` flow begins with a wait. */
const flowOf = (words: string[], silent: boolean, channel: string) => ({
  channel,
  steps: [
    ...(silent ? [] : [question('q1')]),
    wait('w1', words, 'q2', 'remind'),
    question('q2'),
    wait('w2', words, 'yes', 'lost'),
    { id: 'yes', do: 'end', outcome: 'yes' },
    {
      id: 'remind',
      do: 'send_message',
      to: '{{ request.user_key }}',
      template: { name: 'cod_reminder', language: 'it' },
    },
    wait('wr', words, 'q2', 'lost'),
    { id: 'lost', do: 'end', outcome: 'lost' },
    { id: 'human', do: 'hand_over', note: '{{ reply.text }}' },
  ],
});
const WORDS: Record<string, string[]> = { plain: ['ok'], fussy: ['ok', 'bene'], silent: ['ok'] };

const scenes = [await newScene(), await newScene()] as const;
for (const scene of scenes) {
  for (const [key, words] of Object.entries(WORDS)) {
    await scene.saveFlow(flowOf(words, key === 'silent', scene.channelId), key);
  }
}

/** The oracle's model of a request. `sent`: its messages by turn. `asked`: when it asked, in Unix seconds. */
type Model = {
  scene: number;
  id: string;
  words: string[];
  stage: 'w1' | 'wr' | 'w2' | 'human' | 'yes' | 'lost';
  turn: number;
  askedAt: number;
  deadline: number;
  sent: { wamid: string; turn: number; at: number; payloads: string[] }[];
};
type CustomerReply = {
  text?: string;
  /** The id of a button. */
  press?: string;
  reaction?: string;
  written: number;
  quotedWamid: string | null;
  payload: string | null;
};

const waits = ({ stage }: Model): boolean => stage.startsWith('w');
const fits = (model: Model, { text, press, reaction }: CustomerReply): boolean =>
  press === 'YES' || reaction === 'rocket' || (text !== undefined && model.words.includes(text));

/** The oracle: returns the request that a reply answers, `ask` if the customer must choose, null if it answers none. */
function expectedMatch(models: Model[], word: CustomerReply): Model | 'ask' | null {
  if (word.payload !== null || word.quotedWamid !== null) {
    const byPayload = models.find(({ id }) => word.payload?.startsWith(`${id}.`));
    if (word.payload !== null && !byPayload) return null;
    const has = ({ wamid, at, payloads }: Model['sent'][number]) =>
      word.quotedWamid === null
        ? payloads.includes(word.payload ?? '') && at <= word.written
        : wamid === word.quotedWamid;
    const owner = byPayload ?? models.find(({ sent }) => sent.some(has));
    const message = owner?.sent.findLast(has);
    if (!owner || !message || !waits(owner) || message.turn !== owner.turn) return null;
    return word.reaction === undefined || fits(owner, word) ? owner : null;
  }
  const open = models.filter((model) => waits(model) && word.written >= model.askedAt).toReversed();
  const [latest, ...others] = open;
  if (!latest || others.length === 0) return latest ?? null;
  return fits(latest, word) && !others.some((other) => fits(other, word)) ? latest : 'ask';
}

const NAMED = fc.record({ request: fc.nat(3), message: fc.nat(4) });
const randomAction = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('text' as const), text: fc.constantFrom('ok', 'bene', 'boh') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('press' as const),
      of: NAMED,
      id: fc.constantFrom('YES', 'NO'),
      context: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('quote' as const), of: NAMED, text: fc.constantFrom('ok', 'boh') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('react' as const), of: NAMED, emoji: fc.constantFrom('rocket', 'no') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('signal' as const),
      type: fc.constantFrom('request_welcome', 'unsupported', 'x'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('strange' as const), payload: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('repeat' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), hours: fc.constantFrom(1, 4, 11) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resume' as const), request: fc.nat(3) }) },
);
/** The numbers are how many seconds before its delivery a message was written. */
const conversation = fc.record({
  flows: fc.array(fc.tuple(fc.nat(1), fc.constantFrom('plain', 'fussy', 'silent')), { minLength: 1, maxLength: 4 }),
  happenings: fc.array(fc.tuple(randomAction, fc.constantFrom(0, 0, 0, 1, 7, 4_000, 200_000)), {
    minLength: 3,
    maxLength: 14,
  }),
});
type Conversation = typeof conversation extends fc.Arbitrary<infer Value> ? Value : never;

const pick = <Item>(items: Item[], index: number): Item | undefined => items[index % Math.max(items.length, 1)];

let customers = 0;

async function plays({ flows, happenings }: Conversation): Promise<number> {
  customers += 1;
  const customer = `39334${String(1_000_000 + customers)}`;
  const there = scenes.map((scene): Scene => ({ ...scene, customer }));
  const world = conversationWorld(STARTED_AT);
  const second = () => world.now() / 1_000;
  const models: Model[] = [];

  /** Reads the messages that a request has sent since the last call, and assigns them to its current turn. */
  const look = async (model: Model): Promise<void> => {
    const sent = await world.sentBy(there[model.scene] as Scene, model.id);
    for (const { wamid, content } of sent.slice(model.sent.length)) {
      const payloads = ((content.buttons ?? []) as { payload: string }[]).map(({ payload }) => payload);
      model.sent.push({ wamid: wamid ?? '', turn: model.turn, at: second(), payloads });
    }
  };
  const moves = (model: Model, stage: Model['stage']): void => {
    if (stage === 'w2') model.askedAt = second();
    Object.assign(model, { stage, deadline: second() + 36_000 });
  };
  const answers = (model: Model, word: CustomerReply): void => {
    model.turn += 1;
    moves(model, !fits(model, word) ? 'human' : model.stage === 'w2' ? 'yes' : 'w2');
  };

  for (const [i, [scene, flow]] of flows.entries()) {
    const id = await world.start({ scene: there[scene] as Scene, flow, version: 1, objectId: String(i) });
    const words = WORDS[flow] as string[];
    models.push({ scene, id, words, stage: 'w1', turn: 0, askedAt: second(), deadline: second() + 36_000, sent: [] });
    await look(models.at(-1) as Model);
    await world.pass(1_000);
  }
  let last: JsonObject | null = null;
  let checked = 0;
  let isAmbiguous = false;
  for (const [what, late] of happenings) {
    if (isAmbiguous) break;
    await world.pass(1_000);
    if (what.do === 'pass') {
      await world.pass(what.hours * HOUR);
      for (const model of models) {
        if (!waits(model) || model.deadline > second()) continue;
        moves(model, model.stage === 'w1' ? 'wr' : 'lost');
      }
    } else if (what.do === 'resume') {
      const model = pick(models, what.request);
      if (model?.stage !== 'human') continue;
      moves(model, 'w2');
      await world.resume(there[model.scene] as Scene, model.id, 'q2');
    } else {
      const of = 'of' in what ? pick(pick(models, what.of.request)?.sent ?? [], what.of.message) : undefined;
      if ('of' in what && (!of || (what.do === 'press' && of.payloads.length === 0))) continue;
      const written = second() - late;
      const base = { id: newWamid(), from: customer, timestamp: String(written) };
      const word: CustomerReply = { written, quotedWamid: null, payload: null };
      let value: JsonObject | null = null;
      if (what.do === 'text' || what.do === 'quote') {
        word.text = what.text;
        word.quotedWamid = of?.wamid ?? null;
        value = { ...base, type: 'text', text: { body: what.text }, ...(of ? { context: { id: of.wamid } } : {}) };
      } else if (what.do === 'press' && of) {
        const payload = of.payloads.find((each) => each.endsWith(what.id)) ?? '';
        Object.assign(word, { press: what.id, payload, quotedWamid: what.context ? of.wamid : null });
        value = {
          ...base,
          ...(what.context && { context: { id: of.wamid } }),
          type: 'button',
          button: { payload, text: what.id },
        };
      } else if (what.do === 'react' && of) {
        Object.assign(word, { reaction: what.emoji, quotedWamid: of.wamid });
        value = { ...base, type: 'reaction', reaction: { message_id: of.wamid, emoji: what.emoji } };
      } else if (what.do === 'strange') {
        Object.assign(
          word,
          what.payload ? { payload: 'req_00000000000000000000000000.YES' } : { quotedWamid: 'wamid.x' },
        );
        value = what.payload
          ? { ...base, type: 'button', button: { payload: word.payload, text: 'Sì' } }
          : { ...base, type: 'text', text: { body: 'ok' }, context: { id: 'wamid.x' } };
      } else if (what.do === 'signal') {
        value = { ...base, type: what.type, [what.type]: {} };
      }
      const repeats = what.do === 'repeat';
      const sentValue: JsonObject | null = repeats ? last : value;
      if (!sentValue) continue;
      last = sentValue;
      // Both accounts have the number: each gets the message.
      for (const [at, scene] of there.entries()) {
        await world.deliver(scene, [sentValue]);
        if (repeats || what.do === 'signal') continue;
        const owner = expectedMatch(
          models.filter((model) => model.scene === at),
          word,
        );
        if (owner === 'ask') isAmbiguous = true;
        else if (owner) answers(owner, word);
      }
    }
    for (const model of models) {
      const { outcome, waitingFor } = await world.stateOf(there[model.scene] as Scene, model.id);
      const told = { w1: 'reply', wr: 'reply', w2: 'reply', human: 'person', yes: 'yes', lost: 'lost' }[model.stage];
      expect({ what, stage: model.stage, is: outcome ?? waitingFor }).toEqual({ what, stage: model.stage, is: told });
      await look(model);
      checked += 1;
    }
  }
  return checked;
}

test(
  'random conversations go as the rule says, in two accounts of one number',
  async () => {
    let checked = 0;
    await fc.assert(
      fc.asyncProperty(conversation, async (one) => {
        checked += await plays(one);
      }),
      { numRuns: RUNS, seed: 11, interruptAfterTimeLimit: 60_000 + RUNS * 2_000 },
    );
    expect(checked).toBeGreaterThan(RUNS * 8);
  },
  90_000 + RUNS * 2_000,
);
