import { z } from 'zod';
import type { Transcript } from '../../domain/flows/engine/transcript';
import type { Issue } from '../../shared/errors/app-error';
import { formatMoney } from '../../shared/numbers/money';
import { formatInstant } from '../../shared/time/time-zone';
import { Instant, JsonRecord, LEDGER_DECIMALS, Money } from './common';

const stepAndTime = { step: z.string(), at: Instant };

export const SimulationResource = z
  .object({
    status: z.enum(['completed', 'failed', 'waiting']).meta({ description: '`waiting`: the run waits for a person' }),
    outcome: z.string().nullable(),
    error: z.object({ code: z.string(), detail: z.string(), step: z.string() }).nullable(),
    path: z.array(z.string()).meta({ description: 'The ids of the steps in the order in which the run visits them' }),
    messages: z.array(
      z.object({
        ...stepAndTime,
        form: z.string().meta({ description: 'Why this form of the message is sent', example: 'window_closed' }),
        category: z.string().meta({ description: "Meta's billing category; an unknown template counts as marketing" }),
        payload: JsonRecord.meta({ description: 'The exact payload for Meta, except for the ids' }),
      }),
    ),
    pushes: z.array(
      z.object({
        ...stepAndTime,
        object: z.object({ type: z.string(), id: z.string() }),
        sequence: z.number().int(),
        variables: JsonRecord,
        state: z.string(),
      }),
    ),
    charges: z.array(
      z.object({
        step: z.string().nullable(),
        at: Instant,
        kind: z.string(),
        description: z.string(),
        quantity: z.number().int(),
        unit_price: Money,
        amount: Money,
      }),
    ),
    total: Money,
    currency: z.string(),
    started: z
      .array(z.object({ ...stepAndTime, flow: z.string(), variables: JsonRecord }))
      .meta({ description: 'The flows that start_flow would start; they are not simulated' }),
    variables: JsonRecord.meta({ description: 'The variables at the end of the run' }),
    note: z.string().nullable().meta({ description: 'The note of hand_over for a person' }),
    workflow_steps: z
      .number()
      .int()
      .meta({ description: 'The number of billed Workflow steps: each effect and each wait is one' }),
    ended_at: Instant,
    warnings: z
      .array(z.object({ path: z.string(), code: z.string(), message: z.string() }))
      .meta({ description: 'What a real run may do differently, and replies that no step waited for' }),
  })
  .meta({ id: 'Simulation' });

export type Simulation = z.infer<typeof SimulationResource>;

/** Builds the response of a simulation; flow tests compare it with what they expect. */
export function presentSimulation(
  transcript: Transcript,
  { timeZone, currency }: { timeZone: string; currency: string },
  warnings: Issue[],
): Simulation {
  const instant = (ms: number) => formatInstant(ms, timeZone);
  const money = (millionths: bigint | number) => formatMoney(millionths, LEDGER_DECIMALS);
  const timed = <Entry extends { at: number }>(entry: Entry) => ({ ...entry, at: instant(entry.at) });
  return {
    status: transcript.status,
    outcome: transcript.outcome,
    error: transcript.error,
    path: transcript.path,
    messages: transcript.messages.map(timed),
    pushes: transcript.pushes.map(timed),
    charges: transcript.charges.map(({ unitPrice, amount, ...charge }) => ({
      ...timed(charge),
      unit_price: money(unitPrice),
      amount: money(amount),
    })),
    total: money(transcript.charges.reduce((sum, { amount }) => sum + BigInt(amount), 0n)),
    currency,
    started: transcript.started.map(timed),
    variables: transcript.variables,
    note: transcript.note,
    workflow_steps: transcript.workflowSteps,
    ended_at: instant(transcript.endedAt),
    warnings,
  };
}
