import type { VersionChanges } from '../../../domain/flows/history/read-history';
import type { JsonObject } from '../../../shared/json/json';
import { isJsonObject } from '../../../shared/json/json';
import { listOrEmpty, textOrEmpty } from '../../../shared/json/read-json';
import { type FlowFacts, flowFactsOf } from '../words/flow-facts';
import { stepInWords } from '../words/step-words';
import { historyTexts } from './history-texts';

const MAX_STEP_TEXT = 80;

/** Returns a step of a definition in a few words. */
function stepName(
  definition: JsonObject,
  id: string,
  facts: Pick<FlowFacts, 'language' | 'templates' | 'choices'>,
): string {
  const raw = listOrEmpty(definition.steps).find((step) => isJsonObject(step) && step.id === id);
  if (!isJsonObject(raw)) return '';
  const { title, about } = stepInWords(flowFactsOf(definition, facts), {
    kind: textOrEmpty(raw.do) as never,
    raw,
  });
  if (about === '') return title;
  return `${title}: ${about.length > MAX_STEP_TEXT ? `${about.slice(0, MAX_STEP_TEXT)}…` : about}`;
}

/** Returns what is different in a version, a line each: first the settings, then the steps. */
export function changesInWords(
  { settings, rest: { changed, steps } }: VersionChanges,
  { before, after }: { before: JsonObject; after: JsonObject },
  facts: Pick<FlowFacts, 'language' | 'templates' | 'choices'>,
): string[] {
  const t = historyTexts[facts.language];
  const members: Record<string, string> = {
    name: t.name,
    trigger: t.trigger,
    cancel_on: t.trigger,
    send_window: t.window,
    channel: t.channel,
    settings: t.settings,
  };
  const touched = [...new Set(changed.map(({ path }) => members[path.split('/')[1] ?? ''] ?? t.trigger))];
  const name = (definition: JsonObject) => (step: { id: string }) => stepName(definition, step.id, facts);
  return [
    ...settings.map(({ text }) => text),
    ...touched.map(t.changedMember),
    ...steps.added.map(name(after)).map(t.added),
    ...steps.removed.map(name(before)).map(t.removed),
    ...steps.changed.map(name(after)).map(t.changed),
    ...steps.moved.map(name(after)).map(t.moved),
  ];
}
