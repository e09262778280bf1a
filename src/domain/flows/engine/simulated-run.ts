import type { Account } from '../../../db/accounts/accounts';
import type { Template } from '../../../db/channels/templates';
import type { WaitingFor } from '../../../db/run-log/run-waits';
import type { Store } from '../../../db/stores/stores';
import type { JsonObject } from '../../../shared/json/json';
import type { ObjectRef } from '../../canonical-object';
import type { priceCharge } from '../../charges/price-charge';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import type { Reply } from '../../messages/reply';
import type { StepIteration } from './step-iteration';
import type { Transcript } from './transcript';

/** What surrounds a simulated run. */
export type SimulatedWorld = {
  flow: string;
  account: Pick<Account, 'timeZone' | 'currency' | 'priceList' | 'optOutWords' | 'optInWords' | 'optOutPolicy'>;
  /** `kind` is undefined where the account has no store yet; the ids of objects then stay as they are. */
  store: { id_store: string; name: string; kind?: Store['kind'] | undefined };
  templates: (Pick<Template, 'name' | 'language' | 'category'> & Partial<Pick<Template, 'components'>>)[];
  /** The flows of the account that this one may start. */
  flows: { key: string; active: boolean }[];
  scenario: { objects: Record<string, JsonObject>; fails: Record<string, string>; service_messages: number };
};

/** A message of the flow that the customer has received. */
export type SimulatedMessage = { step: string; messageId: string; wamid: string; message: OutgoingMessage };

/** The customer of a simulated run, as the effect of a step sees them. */
export type SimulatedCustomer = {
  state: {
    lastInbound: { at: number; wamid: string } | null;
    optedOut: boolean;
    /** The customer has opted out and no wait has ended because of it yet. */
    optOutPending: boolean;
  };
  conversation: {
    /** Oldest first. */
    sent: SimulatedMessage[];
    /** Records that the run wrote to the customer. Unless the message is a reminder, the open question dates from `now`. */
    recordSent(message: SimulatedMessage & { now: number; isReminder: boolean }): void;
    /** Records that the run stays at a step until something arrives. */
    recordWait(step: string, waitingFor: WaitingFor): void;
    recordResume(): void;
  };
  /** Removes and returns the reply written first of those that can answer the open wait. */
  takeReply(): Reply | undefined;
};

/** A run in virtual time, as the effect of a step sees it. */
export type SimulatedRun = {
  world: SimulatedWorld;
  transcript: Transcript;
  customer: SimulatedCustomer;
  /** The object of the request; `data` is null where the scenario only names it. */
  object: { ref: ObjectRef; data: JsonObject | null } | null;
  now: number;
  newId(prefix: 'msg' | 'req'): string;
  /** Returns the code with which the scenario lets a step fail. */
  failureOf(at: StepIteration): string | undefined;
  /** Adds an entry to a list of the transcript and counts its size. */
  record<Entry extends object>(list: Entry[], entry: Entry): void;
  /** Adds a charge at the account's price to the transcript; adds none where it has no price. */
  charge(
    step: string,
    charge: Parameters<typeof priceCharge>[0] & { description: string },
  ): ReturnType<typeof priceCharge>;
  /** Lets time pass up to `until`, stopping whenever something wakes the run, until `isOver`. */
  wait(wait: { until: number; listens: boolean; isOver: () => boolean }): void;
};
