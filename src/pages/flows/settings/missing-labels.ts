import type { FlowSettings } from '../../../domain/flows/setting-changes/read-settings';
import type { Language } from '../../../shared/text/language';
import { labelOfSetting, settingNamed } from '../words/flow-facts';

/** Returns the required settings without a value, as the merchant reads them. */
export const missingLabels = (
  { missing, definitions: settings }: Pick<FlowSettings, 'missing' | 'definitions'>,
  language: Language,
): string[] => missing.map((name) => labelOfSetting(settingNamed({ definition: { settings } }, name), name, language));
