import { AppError } from '../../../shared/errors/app-error';
import type { JsonObject } from '../../../shared/json/json';
import { settingValues } from '../../setting-values';
import { SendWindow } from '../engine/send-window';
import { applySettings } from '../settings/apply-settings';
import { missingSettings } from '../settings/missing-settings';
import { FlowDefinition } from './definition';

/** A flow as it runs: its settings have their values. `settingValues` is what Liquid reads as `settings`. */
export type RunnableFlow = Omit<FlowDefinition, 'send_window'> & {
  send_window: SendWindow | undefined;
  settingValues: JsonObject | null;
};

/** Prepares a checked definition to run. Fails with flow_invalid where a required setting has no value. */
export function runnableFlow(definition: FlowDefinition | JsonObject): RunnableFlow {
  const json = definition as JsonObject;
  const issues = missingSettings(json);
  if (issues.length > 0) throw new AppError('flow_invalid', 'Required settings have no value', { issues });
  const { send_window: window, ...flow } = FlowDefinition.parse(applySettings(json));
  return { ...flow, send_window: SendWindow.optional().parse(window), settingValues: settingValues(json) };
}
