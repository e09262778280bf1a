import type { Account } from '../../db/accounts';
import type { Store } from '../../db/stores';
import type { Template } from '../../db/templates';
import type { JsonObject } from '../../shared/json';
import type { ObjectRef } from '../canonical-object';
import type { FlowDefinition } from '../flows/definition/definition';
import type { Scenario } from './scenario';

/** All that a simulated run has of the world. */
export type SimulationInput = {
  definition: FlowDefinition;
  flow: string;
  account: Pick<Account, 'timeZone' | 'currency' | 'priceList' | 'optOutWords' | 'optInWords' | 'optOutPolicy'>;
  /** Without a kind ids of objects stay as they are: an account may have no store yet. */
  store: { id_store: string; name: string; kind?: Store['kind'] | undefined };
  templates: (Pick<Template, 'name' | 'language' | 'category'> & Partial<Pick<Template, 'components'>>)[];
  /** The flows of the account that this one may start. */
  flows: { key: string; active: boolean }[];
  scenario: Scenario;
  /** Used where the scenario says no time. */
  now: number;
};

type TranscriptEntry = { step: string; at: number };

/** What a simulated run has come to: times are virtual. */
export type Transcript = {
  status: 'completed' | 'failed' | 'waiting';
  outcome: string | null;
  error: { code: string; detail: string; step: string } | null;
  path: string[];
  /** `form`: why this form went. `category`: by which Meta bills it. */
  messages: (TranscriptEntry & { form: string; category: string; payload: JsonObject })[];
  pushes: (TranscriptEntry & { object: ObjectRef; sequence: number; variables: JsonObject; state: string })[];
  /** Without a step: what the run itself costs. */
  charges: {
    step: string | null;
    at: number;
    kind: string;
    description: string;
    quantity: number;
    unitPrice: number;
    amount: number;
  }[];
  started: (TranscriptEntry & { flow: string; variables: JsonObject })[];
  variables: JsonObject;
  /** What a person is told who must go on with it. */
  note: string | null;
  workflowSteps: number;
  endedAt: number;
  /** What the customer wrote, in the order in which it came. */
  replies: { position: number; at: number; kind: string; text: string | null }[];
  /** The positions of replies that came when nobody asked any more, or never. */
  unusedReplies: number[];
};
