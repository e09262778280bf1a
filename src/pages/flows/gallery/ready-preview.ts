import { readyTemplates } from '../../../domain/channels/templates/ready-templates';
import { FlowDefinition } from '../../../domain/flows/definition/definition';
import type { ReadyFlow } from '../../../domain/flows/ready-flows';
import { withExampleValues } from '../../../domain/simulation/example-values';
import { offeredChoices } from '../../../domain/simulation/offered-choices';
import type { FlowPreview } from '../../../domain/simulation/preview-flow';
import { Scenario } from '../../../domain/simulation/scenario';
import { simulate } from '../../../domain/simulation/simulate';
import type { JsonObject } from '../../../shared/json/json';
import { exampleObjects, exampleOrder, exampleStart } from '../preview/example-order';

const ACCOUNT = {
  timeZone: 'Europe/Rome',
  currency: 'EUR',
  priceList: {},
  optOutWords: [],
  optInWords: [],
  optOutPolicy: 'strict' as const,
};
const SHOPS = { it: 'Bottega Rossi', en: 'Ross & Co' };
const ANSWERS_AFTER_MS = 600_000;

const cache = new Map<ReadyFlow, FlowPreview>();

async function previewOf({ key, language, raw }: ReadyFlow): Promise<FlowPreview> {
  const definition = withExampleValues(raw as JsonObject);
  const templates = readyTemplates();
  const start = exampleStart(0, ACCOUNT.timeZone);
  const run = async (replies: Scenario['replies'], pausesFrom: number): Promise<FlowPreview> => {
    const objects = exampleObjects(definition, exampleOrder(definition));
    const transcript = await simulate({
      definition: FlowDefinition.parse(definition),
      flow: key,
      account: ACCOUNT,
      store: { id_store: '', name: SHOPS[language] },
      templates,
      flows: [],
      scenario: Scenario.parse({ ...objects, replies }),
      now: start,
      pausesFrom,
    });
    return { transcript, templates, offered: offeredChoices(transcript, templates) };
  };
  const asked = await run([], start);
  const [first] = asked.offered;
  const { pausedAt } = asked.transcript;
  if (pausedAt === null || !first) return asked;
  const at = pausedAt + ANSWERS_AFTER_MS;
  return run([{ at: new Date(at).toISOString(), [first.kind]: first.id, text: first.title }], at);
}

/** Simulates a ready flow for nobody in particular, once in an isolate: the customer presses the first button. */
export async function readyPreview(ready: ReadyFlow): Promise<FlowPreview> {
  const known = cache.get(ready);
  if (known) return known;
  const preview = await previewOf(ready);
  cache.set(ready, preview);
  return preview;
}
