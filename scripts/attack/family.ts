import type { Answer } from '../local/api.ts';

/** The result of one family of attacks. */
export type Family = { name: string; tried: number; broken: string[]; notes: string[] };

export type Tally = {
  /** Counts an attack; `fault` says what broke, null that the Worker withstood it. */
  count(what: string, fault: string | null): void;
  /** Prints a remark below the table. */
  note(text: string): void;
};

/** Runs one family; one that throws counts as broken. */
export async function runFamily(name: string, attack: (tally: Tally) => Promise<void>): Promise<Family> {
  const family: Family = { name, tried: 0, broken: [], notes: [] };
  const tally: Tally = {
    count(what, fault) {
      family.tried += 1;
      if (fault !== null) family.broken.push(`${what}: ${fault}`);
    },
    note: (text) => family.notes.push(text),
  };
  try {
    await attack(tally);
  } catch (error) {
    tally.count('the attack itself', String(error instanceof Error ? error.stack : error));
  }
  return family;
}

const LEAKS =
  /\bat \S+ \(|\.ts:\d|node_modules|SQLITE|D1_ERROR|\b(select|insert|update|delete)\b[^"]{0,60}\b(from|into|set)\b "?\w+"?|whsec_|EAAG|shpat_/i;
const TRACE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Returns what an answer reveals: a stack trace, SQL, a secret or one of `words`; null if nothing. */
export function leakOf({ text }: Answer, secrets: string[] = []): string | null {
  const leak = LEAKS.exec(text)?.[0] ?? secrets.find((secret) => text.includes(secret));
  return leak === undefined ? null : `it reveals ${JSON.stringify(leak.slice(0, 60))}`;
}

/** Returns what is wrong with a refusal (RFC 9457, one of these statuses, this code, no leak); null if nothing. */
export function refusalFault(
  answer: Answer,
  statuses: number | number[],
  { code, secrets = [] }: { code?: string; secrets?: string[] } = {},
): string | null {
  const { status, headers, json } = answer;
  const shown = `${status} ${json?.code ?? answer.text.slice(0, 80)}`;
  const expected = [statuses].flat();
  if (!expected.includes(status)) return `${shown}, expected ${expected.join(' or ')}`;
  if (code !== undefined && json?.code !== code) return `${shown}, expected ${code}`;
  if (headers.get('content-type') !== 'application/problem+json') return `${shown} is not problem+json`;
  const traceId = headers.get('x-trace-id') ?? '';
  if (!TRACE_ID.test(traceId) || json?.trace_id !== traceId) return `${shown} without its trace id`;
  const texts = [json.type, json.title, json.detail, json.code];
  const isComplete = texts.every((member) => typeof member === 'string' && member !== '');
  if (!isComplete || json.status !== status || !json.type.endsWith(`/${json.code}`)) return `${shown} is incomplete`;
  return leakOf(answer, secrets);
}

/** Returns what is wrong with an answer that may refuse or do nothing: a 5xx, a malformed refusal or a leak. */
export function harmFault(answer: Answer, secrets: string[] = []): string | null {
  if (answer.status >= 500) return `${answer.status} ${answer.text.slice(0, 120)}`;
  return answer.status >= 400 ? refusalFault(answer, answer.status, { secrets }) : leakOf(answer, secrets);
}
