import type { Context, Deps } from '../../../domain/ports';
import { type FlowPreview, previewFlow } from '../../../domain/simulation/preview-flow';
import { Scenario } from '../../../domain/simulation/scenario';
import type { JsonObject } from '../../../shared/json/json';
import { exampleObjects, exampleOrder, exampleStart } from './example-order';

/** What the customer of a preview does. */
export const PREVIEW_CUSTOMERS = ['answers', 'silent'] as const;
export type PreviewCustomer = (typeof PREVIEW_CUSTOMERS)[number];

/** How long the customer of a preview takes to press a button. */
const ANSWERS_AFTER_MS = 600_000;

export const readPreviewCustomer = (form: URLSearchParams): PreviewCustomer =>
  form.get('preview_customer') === 'silent' ? 'silent' : 'answers';

/**
 * Simulates a checked definition on an example order: the customer presses the first button of the first question, or says nothing.
 */
export async function runPreview(
  deps: Pick<Deps, 'channels' | 'flows' | 'now' | 'stores' | 'templates'>,
  context: Context,
  { key, definition, customer }: { key: string; definition: JsonObject; customer: PreviewCustomer },
): Promise<FlowPreview> {
  const start = exampleStart(deps.now(), context.account.timeZone);
  const run = (replies: Scenario['replies'], pausesFrom: number | undefined) => {
    const objects = exampleObjects(definition, exampleOrder(definition));
    const scenario = Scenario.parse({ ...objects, replies, now: new Date(start).toISOString() });
    return previewFlow(deps, context, { key, definition, scenario, pausesFrom });
  };
  if (customer === 'silent') return run([], undefined);
  const asked = await run([], start);
  const { pausedAt } = asked.transcript;
  const [first] = asked.offered;
  if (pausedAt === null || !first) return asked;
  const at = pausedAt + ANSWERS_AFTER_MS;
  const { kind, id, title } = first;
  return run([{ at: new Date(at).toISOString(), [kind]: id, text: title }], at);
}
