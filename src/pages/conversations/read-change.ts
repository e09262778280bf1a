import type { changeConversation } from '../../domain/conversations/change-conversation';
import { type StoredActor } from '../../shared/access/actor';
import { AppError } from '../../shared/errors/app-error';

type Change = Parameters<typeof changeConversation>[2]['input'];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const dateIn = (timeZone: string, ms: number): string => new Date(ms).toLocaleDateString('sv-SE', { timeZone });
const isMonday = (date: string): boolean => new Date(`${date}T12:00:00Z`).getUTCDay() === 1;

/** Returns the instant until which a conversation is put off, as the API takes it: without an offset it is the account's time. */
function snoozedUntil(choice: string, { timeZone, now }: { timeZone: string; now: number }): string | null {
  if (choice === '1h') return new Date(now + HOUR_MS).toISOString();
  if (choice === '4h') return new Date(now + 4 * HOUR_MS).toISOString();
  const days = [1, 2, 3, 4, 5, 6, 7].map((day) => dateIn(timeZone, now + day * DAY_MS));
  const date = choice === 'tomorrow' ? days[0] : choice === 'monday' ? days.find(isMonday) : undefined;
  return date === undefined ? null : `${date}T09:00:00`;
}

/** Reads the change that a button of a conversation makes. Fails with validation_failed. */
export function readChange(
  form: URLSearchParams,
  { own, timeZone, now }: { own: StoredActor; timeZone: string; now: number },
): Change {
  const action = form.get('action') ?? '';
  if (action === 'take') return { owner: 'person', assignee: own };
  if (action === 'give_back') return { owner: 'flow' };
  if (action === 'done') return { state: 'done' };
  if (action === 'open') return { state: 'open' };
  if (action === 'assign') return { assignee: form.get('assignee') || null };
  const until = action.startsWith('snooze_') ? snoozedUntil(action.slice('snooze_'.length), { timeZone, now }) : null;
  if (until === null) throw new AppError('validation_failed', 'There is no such action');
  return { state: 'snoozed', snoozed_until: until };
}
