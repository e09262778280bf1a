import type { FlowDefinition } from '../flows/definition/definition';
import type { SimulatedWorld } from '../flows/engine/simulated-run';
import type { Scenario } from './scenario';

export type SimulationInput = Omit<SimulatedWorld, 'scenario'> & {
  definition: FlowDefinition;
  scenario: Scenario;
  /** The start of the run where the scenario has none, as epoch milliseconds. */
  now: number;
  /** The run stops at the first wait for a reply from this instant on for which the scenario has none left; by default it never does. */
  pausesFrom?: number | undefined;
};
