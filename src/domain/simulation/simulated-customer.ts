import { isJsonObject } from '../../shared/json/json';
import { parseDuration } from '../../shared/time/duration';
import type { ItalianAddress } from '../addresses/read-italian-address';
import type { SimulatedCustomer } from '../flows/engine/simulated-run';
import type { Transcript } from '../flows/engine/transcript';
import { contentOf } from '../messages/message-content';
import { readPayload } from '../messages/payload-id';
import { type Reply, replyOf } from '../messages/reply';
import { readConsentWord } from '../messages/stop-words';
import { wamidOf } from '../messages/wamid-of';
import { isWrittenKind } from '../messages/with-address';
import { matchMessage } from '../replies/match-message';
import { resolveMatch } from '../replies/resolve-match';
import { canAnswer, type MessageTiming } from '../replies/turn';
import type { SimulatedReply } from './scenario';
import { simulatedConversation } from './simulated-conversation';
import { simulatedWebhookMessage } from './simulated-webhook-message';
import type { SimulationInput } from './simulation-input';

/** A reply of the scenario. `at` is null until the flow waits for it. */
type ScheduledReply = { position: number; reply: SimulatedReply; at: number | null };
type ReceivedReply = MessageTiming & { position: number; reply: Reply };

/**
 * Plays the customer of a simulated run and keeps what the account knows of them. Their messages are read and matched by
 * the functions that read and match real ones.
 */
export function simulatedCustomer(
  world: SimulationInput,
  run: {
    requestId: string;
    startedAt: number;
    newId: (prefix: 'msg') => string;
    /** Reads an instant of the scenario; fails with validation_failed. */
    instantOf: (text: string, path: string) => number;
    /** The addresses that the texts of the scenario's replies read as; null where the flow reads none. */
    addresses: (ItalianAddress | null)[] | null;
  },
) {
  const { account, scenario } = world;
  const { requestId, startedAt, newId, instantOf, addresses } = run;
  const coming: ScheduledReply[] = scenario.replies.map((reply, position) => ({
    position,
    reply,
    at: reply.at === undefined ? null : instantOf(reply.at, `/replies/${position}/at`),
  }));
  const conversation = simulatedConversation(world, run);
  /** Replies to the run that no wait has taken yet. */
  const inbox: ReceivedReply[] = [];
  const unused: number[] = [];
  const received: Transcript['replies'] = [];
  /** The message that starts the flow: the last one before the run. */
  let startingReply: Reply | null = null;
  const state: SimulatedCustomer['state'] = { lastInbound: null, optedOut: false, optOutPending: false };
  const env = { locale: 'it-IT', zone: account.timeZone, currency: account.currency };

  /** Receives a reply of the scenario. Returns whether it wakes the run. */
  const receive = ({ position, reply }: ScheduledReply, receivedAt: number): boolean => {
    const value = simulatedWebhookMessage(reply, { requestId, sent: conversation.sent, templates: world.templates });
    const body = contentOf(value);
    const at = receivedAt - (parseDuration(reply.late_by ?? '') ?? 0);
    if (!body.isAnswer && !body.isReaction) return false;
    const { text } = body.content;
    received.push({ position, at: receivedAt, kind: body.kind, text: typeof text === 'string' ? text : null });
    const chosen = body.payload === null ? null : { ...readPayload(body.payload.value), ...body.payload };
    const typed = typeof text === 'string' && (body.kind === 'text' || body.payload) ? text : null;
    const consent = readConsentWord([typed, chosen?.id ?? null], account);
    const messageId = newId('msg');
    const wamid = `wamid.${messageId}`;
    if ((state.lastInbound?.at ?? 0) <= at) state.lastInbound = { at, wamid };
    if (consent !== null) {
      state.optedOut = consent === 'out';
      state.optOutPending = state.optedOut;
    }
    if (consent === 'out') return true;
    const quotedWamid = isJsonObject(value.context) ? wamidOf(value.context.id) : null;
    const referencedWamid = body.isReaction ? wamidOf(body.content.reacted_to) : quotedWamid;
    const content = {
      ...body.content,
      button: chosen?.from === 'button' ? chosen.id : null,
      list: chosen?.from === 'list' ? chosen.id : null,
      ...(quotedWamid === null ? {} : { answers: quotedWamid }),
      ...(addresses ? { address: isWrittenKind(body.kind) ? (addresses[position] ?? null) : null } : {}),
    };
    const read = replyOf({ messageId, wamid, kind: body.kind, content });
    const match = matchMessage(
      conversation.matchContext(referencedWamid, chosen?.value ?? null),
      conversation.messageOf({ at, payload: chosen, referencedWamid, isReaction: body.isReaction }),
    );
    const resolved = resolveMatch(match, { reply: read, at }, [conversation.openRun()], env);
    if (resolved.kind === 'for') {
      inbox.push({ position, reply: read, at, referencedTurn: resolved.referencedTurn });
      return true;
    }
    if (world.definition.trigger.on === 'message.received' && receivedAt <= startedAt) startingReply = read;
    else if (consent === null && receivedAt >= startedAt) unused.push(position);
    return consent !== null || (resolved.kind === 'nobody' && resolved.referencedRequest !== null);
  };

  const next = (): ScheduledReply | undefined =>
    coming.filter(({ at }) => at !== null).toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0) || a.position - b.position)[0];

  return {
    state,
    came: received,
    conversation,
    triggeringReply: (): Reply | undefined => startingReply ?? undefined,
    /** The flow waits for a reply: the `after` of the next one counts from `now`. */
    expectReply(now: number): void {
      const expected = coming.find(({ reply }) => reply.after !== undefined);
      if (expected && expected.at === null) expected.at = now + (parseDuration(expected.reply.after ?? '') ?? 0);
    },
    /** Returns when the next reply is due, if it is due by `until`. */
    nextReplyAt(until: number): number | null {
      const at = next()?.at ?? null;
      return at !== null && at <= until ? at : null;
    },
    /** Receives every reply that is due by `now`. Returns whether one of them wakes the run. */
    deliverUntil(now: number): boolean {
      let wakes = false;
      for (let due = next(); due && due.at !== null && due.at <= now; due = next()) {
        coming.splice(coming.indexOf(due), 1);
        wakes = receive(due, due.at) || wakes;
      }
      return wakes;
    },
    takeReply(): Reply | undefined {
      const turn = conversation.turn();
      const [oldest] = inbox.filter((each) => canAnswer(turn, each)).toSorted((a, b) => a.at - b.at);
      if (!oldest) return undefined;
      inbox.splice(inbox.indexOf(oldest), 1);
      conversation.recordAnswer(oldest.at);
      return oldest.reply;
    },
    unusedReplies: (): number[] =>
      [...unused, ...[...inbox, ...coming].map(({ position }) => position)].sort((a, b) => a - b),
  };
}
