import { consentOf } from '../../messages/consent-of';
import { contentOf } from '../../messages/message-content';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import { readPayload } from '../../messages/payload-id';
import { type Reply, replyOf } from '../../messages/reply';
import { parseDuration } from '../duration';
import { replyValue } from './reply-value';
import type { SimulatedReply } from './scenario';
import type { Transcript, World } from './world';

/** A reply of the scenario; `at` is not known until the flow waits for it. */
type Coming = { position: number; reply: SimulatedReply; at: number | null };

/**
 * The customer of a simulated run, and what the account knows of them. What they write is read by the very verbs that read
 * what Meta brings.
 */
export function simulatedCustomer(
  { account, scenario }: World,
  run: {
    requestId: string;
    startedAt: number;
    newId: (prefix: 'msg') => string;
    instantOf: (text: string, position: number) => number;
  },
) {
  const { requestId, startedAt, newId, instantOf } = run;
  const coming: Coming[] = scenario.replies.map((reply, position) => ({
    position,
    reply,
    at: reply.at === undefined ? null : instantOf(reply.at, position),
  }));
  /** Replies that have come and that no wait has taken yet, oldest first. */
  const inbox: { position: number; reply: Reply }[] = [];
  const unused: number[] = [];
  const came: Transcript['replies'] = [];
  const known = {
    lastInbound: null as { at: number; wamid: string } | null,
    optedOut: false,
    /** That they opted out, until a wait has taken it as its end. */
    ending: false,
    /** The message of the flow's that they last got; null until the flow has written to them. */
    answered: null as OutgoingMessage | null,
  };

  /** Says whether it wakes the run. */
  const arrive = ({ position, reply }: Coming, at: number): boolean => {
    const said = contentOf(replyValue(reply, requestId, known.answered));
    if (!said.answers) return false;
    const { text } = said.content;
    came.push({ position, at, kind: said.kind, text: typeof text === 'string' ? text : null });
    const chosen = said.payload === null ? null : { ...readPayload(said.payload.value), from: said.payload.from };
    const words = typeof text === 'string' && (said.kind === 'text' || said.payload) ? text : null;
    const consent = consentOf([words, chosen?.id ?? null], account);
    const messageId = newId('msg');
    const wamid = `wamid.${messageId}`;
    known.lastInbound = { at, wamid };
    if (consent !== null) {
      known.optedOut = consent === 'out';
      known.ending = known.optedOut;
    }
    if (consent === 'out') return true;
    if (known.answered === null) {
      // Before the flow has written to them there is no question that this answers.
      if (consent === null && at >= startedAt) unused.push(position);
      return consent !== null;
    }
    const content = {
      ...said.content,
      button: chosen?.from === 'button' ? chosen.id : null,
      list: chosen?.from === 'list' ? chosen.id : null,
    };
    inbox.push({ position, reply: replyOf({ messageId, wamid, kind: said.kind, content }) });
    return true;
  };

  const next = (): Coming | undefined =>
    coming.filter(({ at }) => at !== null).toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0) || a.position - b.position)[0];

  return {
    known,
    came,
    /** The flow waits for a reply from `now` on: one that is told by `after` is due from here. */
    awaited(now: number): void {
      const first = coming.find(({ reply }) => reply.after !== undefined);
      if (first && first.at === null) first.at = now + (parseDuration(first.reply.after ?? '') ?? 0);
    },
    /** When the next reply comes that is due up to `until`; null where none is. */
    nextAt(until: number): number | null {
      const at = next()?.at ?? null;
      return at !== null && at <= until ? at : null;
    },
    /** Lets everything come that is due up to `now`, and says whether any of it wakes the run. */
    comeUntil(now: number): boolean {
      let wakes = false;
      for (let due = next(); due && due.at !== null && due.at <= now; due = next()) {
        coming.splice(coming.indexOf(due), 1);
        wakes = arrive(due, due.at) || wakes;
      }
      return wakes;
    },
    takeReply: (): Reply | undefined => inbox.shift()?.reply,
    unused: (): number[] => [...unused, ...[...inbox, ...coming].map(({ position }) => position)].sort((a, b) => a - b),
  };
}

export type SimulatedCustomer = ReturnType<typeof simulatedCustomer>;
