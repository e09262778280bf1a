import type { Child } from 'hono/jsx';
import type { SetUpStep } from '../../../shared/flows/set-up-step';
import { errorReasonTexts } from '../../components/error-reason-texts';
import { formatMinute } from '../../format/format-clock';
import type { View } from '../../view/view';

/**
 * What a page says about a step: `done` once it is done, else `open` and the cure, which may depend on the code. In a cure, `{when}`
 * and `{where}` stand for the instant and the address that the step names.
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
export type StepView = Pick<SetUpStep, 'id' | 'state' | 'link'> & {
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

/** Puts the instant and the address that a step's detail names into a text. */
function fill(text: string, view: View, detail: string): string {
  const [instant] = /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(detail) ?? [];
  const [address = ''] = /https?:\/\/[^\s,]+/.exec(detail) ?? [];
  const when = instant === undefined ? '' : formatMinute(view, Date.parse(instant));
  return text.replace('{when}', when).replace('{where}', address);
}

const joined = (reason: string | undefined, cure: string): string =>
  reason === undefined ? cure : `${reason} ${cure}`;

/** Puts a step in words; of one that was not checked it says what will be. `waitsFor` are the words for a step that waits, by who has to act. */
export function stepViewOf(
  step: SetUpStep,
  texts: StepTexts,
  {
    view,
    linkLabel,
    waitsFor,
    isOptional = false,
  }: { view: View; linkLabel: string; waitsFor: Partial<Record<SetUpStep['by'], string>>; isOptional?: boolean },
): StepView {
  const { id, state, by, code, link } = step;
  const detail = step.detail ?? '';
  const ofCode = texts.codes?.[code ?? ''];
  const reason = errorReasonTexts[view.language][code ?? ''];
  const isDone = state === 'done';
  const isUnknown = !isDone && code === null && by === 'us';
  const cure = ofCode ? fill(ofCode.cure, view, detail) : isDone || isUnknown ? null : joined(reason, texts.cure);
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
    detail: isDone || ofCode || reason !== undefined || detail === '' ? null : detail,
  };
}

/** Whether a step keeps a set-up open. */
export const isOpen = ({ state, isOptional }: Pick<StepView, 'state' | 'isOptional'>): boolean =>
  state !== 'done' && !isOptional;
