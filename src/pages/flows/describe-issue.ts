import type { Issue } from '../../shared/errors/app-error';
import { isJsonObject, type JsonValue } from '../../shared/json/json';
import { textOrEmpty } from '../../shared/json/read-json';
import type { Language } from '../../shared/text/language';
import { flowIssueTexts } from './flow-issue-texts';

type IssueDescription = {
  /** The step concerned. */
  step: string | null;
  /** Null if there is no translation; the issue's own message is in English. */
  text: string | null;
  /** The section of the profile page where the merchant can fix it. */
  section: 'whatsapp' | 'shopify' | null;
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
  const section =
    text !== null && (ofTemplate || code === 'channel_not_found')
      ? 'whatsapp'
      : code === 'store_not_found' || code === 'no_endpoint'
        ? 'shopify'
        : null;
  return { step: isJsonObject(step) ? textOrEmpty(step.id) || null : null, text, section };
}
