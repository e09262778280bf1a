import type { Issue } from '../../shared/errors/app-error';
import { parseInstant } from '../../shared/time/time-zone';
import { invalidMembers } from '../../shared/validation/invalid-member';

const MESSAGES = {
  invalid_instant: "This must be an RFC 3339 timestamp, or a date or local time in the account's time zone",
  skipped_hour: "This time does not exist: the clocks of the account's time zone skip it",
};

/** Parses the timestamps of a filter in the account's time zone. Fails with validation_failed, which lists all invalid ones. */
export function parseInstants(
  texts: Record<string, string | undefined>,
  zone: string,
  pathOf: (member: string) => string,
): Record<string, number | undefined> {
  const issues: Issue[] = [];
  const instants: Record<string, number | undefined> = {};
  for (const [member, text] of Object.entries(texts)) {
    if (text === undefined) continue;
    const parsed = parseInstant(text, zone);
    if (parsed.ok) instants[member] = parsed.ms;
    else issues.push({ path: pathOf(member), code: parsed.code, message: MESSAGES[parsed.code] });
  }
  if (issues.length > 0) throw invalidMembers(issues);
  return instants;
}
