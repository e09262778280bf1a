import type { FlowGalleryRows } from '../../../db/pages/flow-pages';
import type { FlowDefinition } from '../../../domain/flows/definition/definition';
import { definitionDigest } from '../../../domain/flows/definition/definition-digest';
import { READY_FLOW_KEYS, type ReadyFlow, readyFlows } from '../../../domain/flows/ready-flows';
import type { JsonObject } from '../../../shared/json/json';
import type { Language } from '../../../shared/text/language';
import { flowFactsOf } from '../words/flow-facts';
import { triggerInWords } from '../words/flow-words';
import type { ListedFlow } from './flow-list';
import type { ReadyCardData } from './ready-card';
import { readyPreview } from './ready-preview';

/** The newest flows that the page lists. */
export const MAX_LISTED = 50;

export type Gallery = { flows: ListedFlow[]; hasMore: boolean; cards: ReadyCardData[] };

const startOf = (definition: JsonObject, language: Language) =>
  triggerInWords(flowFactsOf(definition, { language, templates: [], choices: [] }));

/** Returns whether a saved definition is a ready one, apart from the values that the merchant has given to its settings. */
async function isReadyOne({ values: _, ...definition }: JsonObject, ready: ReadyFlow[]): Promise<boolean> {
  const digest = await definitionDigest(definition as unknown as FlowDefinition);
  return ready.some((each) => each.digest === digest);
}

/** Returns what the page of all flows shows of the saved ones, and the ready flows with what is saved under their keys. */
export async function galleryOf(saved: FlowGalleryRows['flows'], language: Language): Promise<Gallery> {
  const all = await readyFlows();
  const cards = await Promise.all(
    READY_FLOW_KEYS.map(async (key): Promise<ReadyCardData[]> => {
      const versions = all.filter((each) => each.key === key);
      const ready = versions.find((each) => each.language === language) ?? versions[0];
      if (!ready) return [];
      const found = saved.find(({ flow }) => flow.key === key);
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
  const flows = saved.slice(0, MAX_LISTED).map(({ flow, definition }) => ({ flow, ...startOf(definition, language) }));
  return { flows, hasMore: saved.length > MAX_LISTED, cards: cards.flat() };
}
