import type { Language } from '../../shared/text/language';
import { conversationTexts } from './conversation-texts';

/** Returns how long a customer has waited: "5 min", "3 h", "2 giorni". */
export function waitingTime(language: Language, sinceMs: number, nowMs: number): string {
  const t = conversationTexts[language];
  const minutes = Math.floor((nowMs - sinceMs) / 60_000);
  if (minutes < 1) return t.justNow;
  if (minutes < 60) return t.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t.hours(hours) : t.days(Math.floor(hours / 24));
}
