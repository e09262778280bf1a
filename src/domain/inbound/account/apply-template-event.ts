import type { JsonObject } from '../../../shared/json/json';
import { objectOrEmpty, textOrNull } from '../../../shared/json/read-json';
import type { WebhookEvent } from '../../inbound-event';
import type { Deps } from '../../ports';

/** Names of templates have up to 512 characters. */
const MAX_NAME_LENGTH = 512;
const MAX_TEXT_LENGTH = 500;
const MAX_WORD_LENGTH = 60;

const textUpTo = (value: unknown, length: number): string | null => textOrNull(textOrNull(value)?.slice(0, length));

/** Returns what an event says of a category: one that has changed, or one to which Meta is going to change it. */
function categoryOf(value: JsonObject) {
  const category = textUpTo(value.new_category, MAX_WORD_LENGTH);
  const announced = textUpTo(value.correct_category, MAX_WORD_LENGTH);
  // An announcement names the present category as the new one.
  if (announced !== null) return announced === category ? {} : { announcedCategory: announced };
  if (category === null) return {};
  const previous = textUpTo(value.previous_category, MAX_WORD_LENGTH);
  return { category, announcedCategory: null, ...(previous === null ? {} : { previousCategory: previous }) };
}

/**
 * Applies a template's status, category or quality: Meta sends them under several fields with different members. False if there
 * was nothing to apply.
 */
export async function applyTemplate(
  deps: Pick<Deps, 'now' | 'templates'>,
  { account_id: accountId, waba_id: wabaId }: WebhookEvent,
  value: JsonObject,
): Promise<boolean> {
  const name = textUpTo(value.message_template_name, MAX_NAME_LENGTH);
  const language = textUpTo(value.message_template_language, MAX_NAME_LENGTH);
  if (wabaId === null || name === null || language === null) return false;
  const status = textUpTo(value.event, MAX_WORD_LENGTH);
  const quality = textUpTo(value.new_quality_score, MAX_WORD_LENGTH);
  const body = textOrNull(value.message_template_element);
  const category = categoryOf(value);
  if (status === null && quality === null && body === null && Object.keys(category).length === 0) return false;
  await deps.templates.update({
    accountId,
    wabaId,
    name,
    language,
    set: {
      ...category,
      ...(quality === null ? {} : { quality }),
      ...(status === null
        ? {}
        : {
            status,
            reason: textUpTo(value.reason, MAX_TEXT_LENGTH),
            recommendation: textUpTo(objectOrEmpty(value.rejection_info).recommendation, MAX_TEXT_LENGTH),
          }),
      updatedAt: deps.now(),
    },
    // Meta sends only the texts of changed components: the list is read again before the next use.
    stale: body !== null,
  });
  return true;
}
