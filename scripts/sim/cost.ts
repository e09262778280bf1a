import { ASSUMED, D1_BYTES_AN_ORDER, ofOrder } from './inputs.ts';
import { PRICES } from './prices.ts';

export type Cost = { what: string; anOrder: number; dollars: number };

/** Returns the cost of 1,000 orders past what Cloudflare's plan includes, the most expensive first. */
export function costs(): Cost[] {
  const line = (what: string, anOrder: number, { dollars, per }: { dollars: number; per: number }): Cost => ({
    what,
    anOrder,
    dollars: (anOrder * 1_000 * dollars) / per,
  });
  const gbMonths = (bytes: number, months: number) => (bytes / 1e9) * months;
  return [
    // Each run of a Workflow and each batch of a queue is an invocation.
    line('Worker requests', ofOrder('requests') + ofOrder('queue_batches') + ofOrder('runs_created'), PRICES.requests),
    line('CPU ms', ofOrder('cpu_ms'), PRICES.cpuMs),
    line('log lines', ofOrder('log_lines') + ofOrder('requests'), PRICES.logLines),
    line('D1 rows read', ofOrder('d1_rows_read'), PRICES.d1RowsRead),
    line('D1 rows written', ofOrder('d1_rows_written'), PRICES.d1RowsWritten),
    line('D1 GB-months', gbMonths(D1_BYTES_AN_ORDER, ASSUMED.keptMonths), PRICES.d1GbMonth),
    line('queue operations', ofOrder('queue_sent') * 3, PRICES.queueOperations),
    line('object requests', ofOrder('object_calls'), PRICES.objectRequests),
    line(
      'object GB-seconds',
      ofOrder('object_calls') * (ASSUMED.objectAwakeMs / 1_000) * 0.128,
      PRICES.objectGbSeconds,
    ),
    line('object rows read', ofOrder('object_rows_read'), PRICES.objectRowsRead),
    line('object rows written', ofOrder('object_rows_written'), PRICES.objectRowsWritten),
    line('Workflow GB-months', gbMonths(ASSUMED.workflowBytes, ASSUMED.workflowDays / 30), PRICES.workflowGbMonth),
    line('R2 writes', ofOrder('bucket_writes'), PRICES.r2Writes),
    line('R2 GB-months', gbMonths(ASSUMED.payloadBytes, ASSUMED.keptMonths), PRICES.r2GbMonth),
  ].toSorted((a, b) => b.dollars - a.dollars);
}
