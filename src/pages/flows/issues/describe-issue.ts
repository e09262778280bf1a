import { Setting } from '../../../domain/flows/settings/setting';
import type { Issue } from '../../../shared/errors/app-error';
import { isJsonObject, type JsonValue } from '../../../shared/json/json';
import { textOrEmpty } from '../../../shared/json/read-json';
import type { Language } from '../../../shared/text/language';
import { labelOfSetting } from '../words/flow-facts';
import { flowIssueTexts } from './flow-issue-texts';

type IssueDescription = {
  /** The step concerned: its position from 1 on, and its kind. */
  step: { position: number; kind: string } | null;
  /** The setting concerned, as the merchant reads it. */
  setting: string | null;
  /** Null if there is no translation; the issue's own message is in English. */
  text: string | null;
  /** Where the merchant can fix it. */
  section: 'whatsapp' | 'shopify' | 'settings' | null;
};

const partsOf = (path: string): string[] =>
  path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

function valueAt(value: JsonValue | undefined, parts: string[]): JsonValue | undefined {
  return parts.reduce<JsonValue | undefined>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part)
        ? (inner as Record<string, JsonValue>)[part]
        : undefined,
    value,
  );
}

/** Describes an issue of a flow definition in the page's language. */
export function describeIssue(definition: JsonValue, { path, code }: Issue, language: Language): IssueDescription {
  const parts = partsOf(path);
  const step = parts[0] === 'steps' ? valueAt(definition, parts.slice(0, 2)) : undefined;
  const used = valueAt(definition, parts.slice(0, 3));
  const ofTemplate = code.startsWith('template_');
  const template = isJsonObject(used) ? `${textOrEmpty(used.name)} (${textOrEmpty(used.language)})` : '';
  const texts = flowIssueTexts[language];
  const sentence = Object.hasOwn(texts, code)
    ? texts[code as keyof typeof texts]
    : ofTemplate && !code.startsWith('template_syntax') && !code.startsWith('template_limit')
      ? texts.template_status
      : null;
  const text = sentence?.({ template, status: code.replace('template_', '').toUpperCase() }) ?? null;
  const [, name = ''] = parts;
  const declared =
    parts[0] === 'settings' || parts[0] === 'values' ? valueAt(definition, ['settings', name]) : undefined;
  const setting = isJsonObject(declared)
    ? labelOfSetting(Setting.safeParse(declared).data ?? null, name, language)
    : null;
  const section =
    text !== null && (ofTemplate || code === 'channel_not_found')
      ? 'whatsapp'
      : code === 'store_not_found' || code === 'no_endpoint'
        ? 'shopify'
        : setting === null
          ? null
          : 'settings';
  const position = Number(name) + 1;
  return { step: isJsonObject(step) ? { position, kind: textOrEmpty(step.do) } : null, setting, text, section };
}
