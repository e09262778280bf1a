import { parseDuration } from '../../shared/duration';
import { isJsonObject } from '../../shared/json';
import { consentOf } from '../messages/consent-of';
import { contentOf } from '../messages/message-content';
import { readPayload } from '../messages/payload-id';
import { type Reply, replyOf } from '../messages/reply';
import { wamidOf } from '../messages/wamid-of';
import { matchMessage } from '../replies/match-message';
import { resolveMatch } from '../replies/resolve-match';
import { canAnswer, type MessageTiming } from '../replies/turn';
import type { SimulatedReply } from './scenario';
import { simulatedConversation } from './simulated-conversation';
import { simulatedWebhookMessage } from './simulated-webhook-message';
import type { SimulationInput, Transcript } from './simulation-types';

/** A reply of the scenario; `at` is not known until the flow waits for it. */
type ScheduledReply = { position: number; reply: SimulatedReply; at: number | null };
type ReceivedReply = MessageTiming & { position: number; reply: Reply };

/**
 * The customer of a simulated run, and what the account knows of them. What they write is read and matched by the very verbs
 * that read and match what Meta brings.
 */
export function simulatedCustomer(
  world: SimulationInput,
  run: {
    requestId: string;
    startedAt: number;
    newId: (prefix: 'msg') => string;
    /** Reads an instant of the scenario; fails with validation_failed. */
    instantOf: (text: string, path: string) => number;
  },
) {
  const { account, scenario } = world;
  const { requestId, startedAt, newId, instantOf } = run;
  const coming: ScheduledReply[] = scenario.replies.map((reply, position) => ({
    position,
    reply,
    at: reply.at === undefined ? null : instantOf(reply.at, `/replies/${position}/at`),
  }));
  const conversation = simulatedConversation(world, run);
  /** Replies of the run that no wait has taken yet. */
  const inbox: ReceivedReply[] = [];
  const unused: number[] = [];
  const received: Transcript['replies'] = [];
  /** The last message before the run began, where that is what starts the flow. */
  let first: Reply | null = null;
  const state = {
    lastInbound: null as { at: number; wamid: string } | null,
    optedOut: false,
    /** That they opted out, until a wait has taken it as its end. */
    optOutPending: false,
  };
  const env = { locale: 'it-IT', zone: account.timeZone, currency: account.currency };

  /** Says whether it wakes the run. */
  const arrive = ({ position, reply }: ScheduledReply, cameAt: number): boolean => {
    const value = simulatedWebhookMessage(reply, { requestId, sent: conversation.sent, templates: world.templates });
    const said = contentOf(value);
    const at = cameAt - (parseDuration(reply.late_by ?? '') ?? 0);
    if (!said.isAnswer && !said.isReaction) return false;
    const { text } = said.content;
    received.push({ position, at: cameAt, kind: said.kind, text: typeof text === 'string' ? text : null });
    const chosen = said.payload === null ? null : { ...readPayload(said.payload.value), ...said.payload };
    const words = typeof text === 'string' && (said.kind === 'text' || said.payload) ? text : null;
    const consent = consentOf([words, chosen?.id ?? null], account);
    const messageId = newId('msg');
    const wamid = `wamid.${messageId}`;
    if ((state.lastInbound?.at ?? 0) <= at) state.lastInbound = { at, wamid };
    if (consent !== null) {
      state.optedOut = consent === 'out';
      state.optOutPending = state.optedOut;
    }
    if (consent === 'out') return true;
    const answers = isJsonObject(value.context) ? wamidOf(value.context.id) : null;
    const named = said.isReaction ? wamidOf(said.content.reacted_to) : answers;
    const content = {
      ...said.content,
      button: chosen?.from === 'button' ? chosen.id : null,
      list: chosen?.from === 'list' ? chosen.id : null,
      ...(answers === null ? {} : { answers }),
    };
    const read = replyOf({ messageId, wamid, kind: said.kind, content });
    const match = matchMessage(
      conversation.matchContext(named, chosen?.value ?? null),
      conversation.messageOf({ at, payload: chosen, referencedWamid: named, isReaction: said.isReaction }),
    );
    const verdict = resolveMatch(match, { reply: read, at }, [conversation.openRun()], env);
    if (verdict.kind === 'for') {
      inbox.push({ position, reply: read, at, referencedTurn: verdict.referencedTurn });
      return true;
    }
    if (world.definition.trigger.on === 'message.received' && cameAt <= startedAt) first = read;
    else if (consent === null && cameAt >= startedAt) unused.push(position);
    return consent !== null || (verdict.kind === 'nobody' && verdict.referencedRequest !== null);
  };

  const next = (): ScheduledReply | undefined =>
    coming.filter(({ at }) => at !== null).toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0) || a.position - b.position)[0];

  return {
    known: state,
    came: received,
    conversation,
    /** The message that started the flow, where one did. */
    triggeringReply: (): Reply | undefined => first ?? undefined,
    /** The flow waits for a reply from `now` on: one that is told by `after` is due from here. */
    expectReply(now: number): void {
      const first = coming.find(({ reply }) => reply.after !== undefined);
      if (first && first.at === null) first.at = now + (parseDuration(first.reply.after ?? '') ?? 0);
    },
    /** When the next reply comes that is due up to `until`; null where none is. */
    nextReplyAt(until: number): number | null {
      const at = next()?.at ?? null;
      return at !== null && at <= until ? at : null;
    },
    /** Lets everything come that is due up to `now`, and says whether any of it wakes the run. */
    deliverUntil(now: number): boolean {
      let wakes = false;
      for (let due = next(); due && due.at !== null && due.at <= now; due = next()) {
        coming.splice(coming.indexOf(due), 1);
        wakes = arrive(due, due.at) || wakes;
      }
      return wakes;
    },
    /** Takes the first written reply that can answer the wait that is open. */
    takeReply(): Reply | undefined {
      const turn = conversation.turn();
      const [first] = inbox.filter((each) => canAnswer(turn, each)).toSorted((a, b) => a.at - b.at);
      if (!first) return undefined;
      inbox.splice(inbox.indexOf(first), 1);
      conversation.recordAnswer(first.at);
      return first.reply;
    },
    unusedReplies: (): number[] =>
      [...unused, ...[...inbox, ...coming].map(({ position }) => position)].sort((a, b) => a - b),
  };
}

export type SimulatedCustomer = ReturnType<typeof simulatedCustomer>;
