import type { Flow } from '../../db/flows/flows';
import type { Language } from '../../shared/text/language';
import { flowTexts } from './flow-texts';

const PILLS = { active: 'done', waiting: 'waiting', draft: 'moving' } as const;
export type FlowState = keyof typeof PILLS;

/** Returns whether a flow starts, waits for its templates, or does neither. */
export const stateOfFlow = ({ active, activateWhenReady }: Pick<Flow, 'active' | 'activateWhenReady'>): FlowState =>
  active ? 'active' : activateWhenReady ? 'waiting' : 'draft';

/** The state of a flow as a pill. */
export const FlowStatePill = ({
  language,
  flow,
}: {
  language: Language;
  flow: Pick<Flow, 'active' | 'activateWhenReady'>;
}) => <span class={`pill ${PILLS[stateOfFlow(flow)]}`}>{flowTexts[language].stateOf[stateOfFlow(flow)]}</span>;
