import type { Answer } from './ask.ts';

const LEAKS =
  /\bat \S+ \(|\.ts:\d|node_modules|SQLITE|D1_ERROR|\b(select|insert|update|delete)\b[^"]{0,60}\b(from|into|set)\b "?\w+"?|whsec_|EAAG|shpat_/i;
const TRACE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export type Expected = { status: number | number[]; code?: string | string[] };

/** What an answer tells that nobody may see: a stack, SQL, a secret, or one of the words that are another's. */
export function leakOf({ text }: Pick<Answer, 'text'>, secrets: string[] = []): string | null {
  const leak = LEAKS.exec(text)?.[0] ?? secrets.find((secret) => text.includes(secret));
  return leak === undefined ? null : `it tells ${JSON.stringify(leak.slice(0, 60))}`;
}

/** What is wrong with a refusal by the contract's form of errors (RFC 9457); null where nothing is. */
export function refusalFault(answer: Answer, expected: Expected, secrets: string[] = []): string | null {
  const { status, headers, json } = answer;
  const shown = `${status} ${json?.code ?? answer.text.slice(0, 80)}`;
  if (![expected.status].flat().includes(status)) return `${shown}, not ${[expected.status].flat().join(' or ')}`;
  if (expected.code !== undefined && ![expected.code].flat().includes(json?.code)) {
    return `${shown}, not ${[expected.code].flat().join(' or ')}`;
  }
  if (headers.get('content-type') !== 'application/problem+json') return `${shown} is no problem+json`;
  const traceId = headers.get('x-trace-id') ?? '';
  if (!TRACE_ID.test(traceId) || json?.trace_id !== traceId) return `${shown} without its trace id`;
  const { type, title, detail, code } = json ?? {};
  const isText = [type, title, detail, code].every((member) => typeof member === 'string' && member !== '');
  if (!isText || json.status !== status || !type.endsWith(`/${code}`)) return `${shown} is not the contract's form`;
  return leakOf(answer, secrets);
}

/** The same for an attack that may be refused or do nothing: no 5xx, and nothing told. */
export function harmFault(answer: Answer, secrets: string[] = []): string | null {
  if (answer.status >= 500) return `${answer.status} ${answer.text.slice(0, 120)}`;
  if (answer.status >= 400) return refusalFault(answer, { status: answer.status }, secrets);
  return leakOf(answer, secrets);
}
