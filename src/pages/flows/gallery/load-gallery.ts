import type { FlowDefinition } from '../../../domain/flows/definition/definition';
import { definitionDigest } from '../../../domain/flows/definition/definition-digest';
import { READY_FLOW_KEYS, type ReadyFlow, readyFlows } from '../../../domain/flows/ready-flows';
import type { Context, Deps } from '../../../domain/ports';
import type { JsonObject } from '../../../shared/json';
import type { Language } from '../../../shared/language';
import { flowFactsOf } from '../words/flow-facts';
import { triggerInWords } from '../words/flow-words';
import type { ListedFlow } from './flow-list';
import type { ReadyCardData } from './ready-card';
import { readyPreview } from './ready-preview';

const MAX_LISTED = 50;

export type Gallery = { flows: ListedFlow[]; hasMore: boolean; cards: ReadyCardData[] };

const startOf = (definition: JsonObject, language: Language) =>
  triggerInWords(flowFactsOf(definition, { language, templates: [], choices: [] }));

/** Returns whether a saved definition is a ready one, apart from the values that the merchant has given to its settings. */
async function isReadyOne({ values: _, ...definition }: JsonObject, ready: ReadyFlow[]): Promise<boolean> {
  const digest = await definitionDigest(definition as unknown as FlowDefinition);
  return ready.some((each) => each.digest === digest);
}

/** Reads the account's newest flows, and the ready flows with what is saved under their keys. */
export async function loadGallery(
  deps: Pick<Deps, 'flows'>,
  { account: { accountId } }: Context,
  language: Language,
): Promise<Gallery> {
  const [{ rows, more }, savedOnes, all] = await Promise.all([
    deps.flows.list(accountId, { limit: MAX_LISTED, after: null }),
    deps.flows.findAll(accountId, READY_FLOW_KEYS),
    readyFlows(),
  ]);
  const cards = await Promise.all(
    READY_FLOW_KEYS.map(async (key): Promise<ReadyCardData[]> => {
      const versions = all.filter((each) => each.key === key);
      const ready = versions.find((each) => each.language === language) ?? versions[0];
      if (!ready) return [];
      const found = savedOnes.find(({ flow }) => flow.key === key);
      return [
        {
          ready,
          others: versions.filter((each) => each !== ready),
          preview: await readyPreview(ready),
          ...startOf(ready.raw as JsonObject, language),
          saved: found?.flow,
          isSame: found !== undefined && (await isReadyOne(found.definition, versions)),
        },
      ];
    }),
  );
  return {
    flows: rows.map(({ flow, definition }) => ({ flow, ...startOf(definition, language) })),
    hasMore: more,
    cards: cards.flat(),
  };
}
