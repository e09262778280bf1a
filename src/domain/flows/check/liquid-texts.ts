import { isJsonObject, type JsonObject } from '../../../shared/json/json';
import type { StepKind } from '../step-kind/step-kind';
import { type LocatedText, stringsIn } from '../step-kind/strings-in';
import { findStepKind, STEP_KINDS } from '../steps/step-kinds';
import type { ParsedFlow, ParsedStep } from './parse-flow';

/** A text that Liquid renders, or a condition. `step` is null for those of the flow, which are read before a run begins. */
export type LiquidText = LocatedText & { step: number | null; condition: boolean };

const conditionsOf = (raw: JsonObject, at: string): LocatedText[] =>
  (Array.isArray(raw.cases) ? raw.cases : []).flatMap((each, i) =>
    isJsonObject(each) && typeof each.when === 'string' ? [{ at: `${at}/cases/${i}/when`, text: each.when }] : [],
  );

/** Returns all Liquid of a step. A step of an unknown kind is read as one of every kind. */
export function liquidOf({ kind: name, raw, at, index }: ParsedStep): LiquidText[] {
  const kind = findStepKind(name);
  const kinds: readonly StepKind[] = kind ? [kind] : STEP_KINDS;
  const members = new Set(kinds.flatMap(({ renderedMembers }) => renderedMembers));
  const texts = [
    ...[...members].flatMap((member) => stringsIn(raw[member], `${at}/${member}`)),
    ...kinds.flatMap(({ renderedTexts }) => renderedTexts?.(raw, at) ?? []),
  ];
  return [
    ...texts.map((text) => ({ ...text, step: index, condition: false })),
    ...conditionsOf(raw, at).map((text) => ({ ...text, step: index, condition: true })),
  ];
}

/** Returns the conditions of a flow's trigger and cancellation. */
export function conditionsOfFlow({ raw: { trigger, cancel_on: cancelOn } }: ParsedFlow): LiquidText[] {
  const holders = [
    { each: trigger, at: '/trigger' },
    ...(Array.isArray(cancelOn) ? cancelOn : []).map((each, i) => ({ each, at: `/cancel_on/${i}` })),
  ];
  return holders.flatMap(({ each, at }) =>
    isJsonObject(each) && typeof each.when === 'string'
      ? [{ at: `${at}/when`, text: each.when, step: null, condition: true }]
      : [],
  );
}
