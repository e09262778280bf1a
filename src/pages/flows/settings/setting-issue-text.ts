import { describeValue } from '../../../domain/flows/setting-changes/describe-value';
import type { Setting } from '../../../domain/flows/settings/setting';
import type { Issue } from '../../../shared/errors/app-error';
import { WHATSAPP_LIMITS } from '../../../shared/messages/whatsapp-limits';
import type { Language } from '../../../shared/text/language';
import { settingsTexts } from './settings-texts';

/** Says what is wrong with the value of a setting, and what to enter instead. */
export function settingIssueText(setting: Setting, { code, path }: Issue, language: Language): string {
  const t = settingsTexts[language].issue;
  const limit = (value: string | number | undefined): string => describeValue(setting, value ?? null, language);
  switch (setting.type) {
    case 'duration':
    case 'number':
      if (code === 'too_small' && setting.min !== undefined) return t.atLeast(limit(setting.min));
      if (code === 'too_big' && setting.max !== undefined) return t.atMost(limit(setting.max));
      return t[setting.type];
    case 'hours':
      return /\/days/.test(path) ? t.days : t.hours;
    case 'words':
      return code === 'blank_word' ? t.wordsBlank : t.words;
    case 'url':
    case 'choice':
      return t[setting.type];
    case 'text':
      return t.text(WHATSAPP_LIMITS.text);
    case 'template_text':
      return code === 'too_big' ? t.text(WHATSAPP_LIMITS.body) : t.line;
    default:
      return t.other;
  }
}
