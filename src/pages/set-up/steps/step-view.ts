import type { Child } from 'hono/jsx';
import type { FoundStep, StepFacts } from '../../../shared/flows/set-up-step';
import { errorReasonText, isUnknownToUs } from '../../components/error-reason-text';
import { formatMinute } from '../../format/format-clock';
import type { View } from '../../view/view';

/**
 * What a page says about a step: `done` once it is done, else `open` and the cure, which may depend on the code. In a cure, `{when}`,
 * `{where}`, `{scopes}` and `{fields}` stand for the step's facts.
 */
export type StepTexts = {
  done: string;
  open: string;
  cure: string;
  codes?: Record<string, { open?: string; cure: string }>;
  /** Names the page behind the step's link. */
  link?: string;
};

/** A step as a page shows it. */
export type StepView = Pick<FoundStep, 'id' | 'state' | 'link'> & {
  /** Nothing is known of it yet. */
  isUnknown: boolean;
  /** Everything works without it. */
  isOptional: boolean;
  line: string;
  /** What to do; null where there is nothing to do. */
  cure: string | null;
  linkLabel: string;
  /** The state in words of a step that waits for somebody; null otherwise. */
  waitsFor: string | null;
  /** What the other side has answered, in English, where the texts do not say it. */
  detail: string | null;
  /** A form that does the step, and whether it was rejected. */
  action?: Child;
  isRefused?: boolean;
};

/** Puts a step's facts into a text; null if the step lacks one of them, as steps stored by an earlier release do. */
function fill(text: string, view: View, { at, url, scopes, fields }: StepFacts): string | null {
  const words: Record<string, string | undefined> = {
    '{when}': at === undefined ? undefined : formatMinute(view, at),
    '{where}': url,
    '{scopes}': scopes?.join(', '),
    '{fields}': fields?.join(', '),
  };
  const placeholders = text.match(/\{[a-z]+\}/g) ?? [];
  if (placeholders.some((placeholder) => words[placeholder] === undefined)) return null;
  return placeholders.reduce(
    (filled, placeholder) => filled.replace(placeholder, () => words[placeholder] ?? ''),
    text,
  );
}

const joined = (reason: string | null, cure: string): string => (reason === null ? cure : `${reason} ${cure}`);

/** Puts a step in words; of one that was not checked it says what will be. `waitsFor` are the words for a step that waits, by who has to act. */
export function stepViewOf(
  step: FoundStep,
  texts: StepTexts,
  {
    view,
    linkLabel,
    waitsFor,
    isOptional = false,
  }: { view: View; linkLabel: string; waitsFor: Partial<Record<FoundStep['by'], string>>; isOptional?: boolean },
): StepView {
  const { id, state, by, code, link, facts = {} } = step;
  const detail = step.detail ?? '';
  const ofCode = texts.codes?.[code ?? ''];
  const reason = code === null ? null : errorReasonText(view.language, code);
  const isSaid = code !== null && reason !== null && !isUnknownToUs(view.language, code);
  const isDone = state === 'done';
  const isUnknown = !isDone && code === null && by === 'us';
  const cure = ofCode
    ? (fill(ofCode.cure, view, facts) ?? texts.cure)
    : isDone || isUnknown
      ? null
      : joined(reason, texts.cure);
  return {
    id,
    state,
    link,
    isUnknown,
    isOptional,
    line: isDone || isUnknown ? texts.done : (ofCode?.open ?? texts.open),
    cure,
    linkLabel: texts.link ?? linkLabel,
    waitsFor: state === 'waiting' && !isUnknown ? (waitsFor[by] ?? null) : null,
    detail: isDone || ofCode || isSaid || detail === '' ? null : detail,
  };
}

/** Whether a step keeps a set-up open. */
export const isOpen = ({ state, isOptional }: Pick<StepView, 'state' | 'isOptional'>): boolean =>
  state !== 'done' && !isOptional;
