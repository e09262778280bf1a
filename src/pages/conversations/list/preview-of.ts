import type { Message } from '../../../db/messages/messages';
import type { Language } from '../../../shared/text/language';
import { displayLabel } from '../../format/display-label';
import { labelTexts } from '../../format/label-texts';
import { viewOfMessage } from '../../messages/view-of-message';

const MAX_LENGTH = 120;

/** Returns a message in one line: its text, or what it is. */
export function previewOf(message: Message, language: Language): string {
  const { text, header, unknown } = viewOfMessage(message, []);
  const kind = displayLabel(labelTexts[language].messageKind, message.kind);
  const words = (text || header).replaceAll(/\s+/g, ' ').trim();
  if (words !== '') return words.slice(0, MAX_LENGTH);
  return unknown ? `${kind} ${unknown.name}` : kind;
}
