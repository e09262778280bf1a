import type { JsonObject } from '../../../shared/json/json';
import type { ObjectRef } from '../../canonical-object';
import type { OutgoingMessage } from '../../messages/outgoing-message';

type TranscriptEntry = { step: string; at: number };

/** What a simulated run did. Times are virtual, as epoch milliseconds. */
export type Transcript = {
  status: 'completed' | 'failed' | 'waiting';
  outcome: string | null;
  error: { code: string; detail: string; step: string } | null;
  path: string[];
  /** `form`: why this form was chosen. `category`: Meta's billing category of the message. */
  messages: (TranscriptEntry & { form: string; category: string; payload: JsonObject })[];
  pushes: (TranscriptEntry & { object: ObjectRef; sequence: number; variables: JsonObject; state: string })[];
  /** `step` is null for the charge of the run itself. */
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
  /** The note for the person who takes over. */
  note: string | null;
  workflowSteps: number;
  endedAt: number;
  /** The customer's messages, in the order in which they arrived. */
  replies: { position: number; at: number; kind: string; text: string | null }[];
  /** The positions of the scenario's replies that answered no wait. */
  unusedReplies: number[];
  /** What the flow has sent, before it becomes a call to Meta; also what the scenario lets fail. */
  sent: { step: string; message: OutgoingMessage }[];
  /** When the run stopped at a wait for a reply that the scenario does not have; null if it did not. */
  pausedAt: number | null;
};
