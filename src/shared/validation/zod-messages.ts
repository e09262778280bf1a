import { z } from 'zod';

const TYPES: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  map: 'an object',
  array: 'a list',
  tuple: 'a list',
  set: 'a list',
  null: 'null',
  undefined: 'absent',
  void: 'absent',
  never: 'absent',
  date: 'a date',
};
const UNITS: Record<string, [string, string]> = {
  string: ['character', 'characters'],
  array: ['item', 'items'],
  tuple: ['item', 'items'],
  set: ['item', 'items'],
  map: ['member', 'members'],
  object: ['member', 'members'],
  record: ['member', 'members'],
  file: ['byte', 'bytes'],
};
const FORMATS: Record<string, string> = {
  email: 'an e-mail address',
  url: 'a URL',
  uuid: 'a UUID',
  datetime: 'a timestamp such as 2026-07-01T09:30:00Z',
  date: 'a date such as 2026-07-01',
  time: 'a time such as 09:30:00',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  base64: 'base64',
  base64url: 'base64url',
};
/** A message lists at most this many allowed values. */
const MAX_NAMED = 40;

const typeName = (type: string): string | null => TYPES[type] ?? null;
const alternatives = (names: string[]): string => [...new Set(names)].join(' or ');
const count = (origin: string, size: number | bigint): string | null => {
  const [one, many] = UNITS[origin] ?? [];
  return one === undefined || many === undefined ? null : `${size} ${Number(size) === 1 ? one : many}`;
};

type RawIssue = z.core.$ZodRawIssue;

function tooBig({ origin, maximum, inclusive, exact }: Extract<RawIssue, { code: 'too_big' }>): string {
  const items = count(origin, maximum);
  if (items !== null) return exact ? `must have exactly ${items}` : `must have at most ${items}`;
  return inclusive === false ? `must be less than ${maximum}` : `must be at most ${maximum}`;
}

function tooSmall({ origin, minimum, inclusive, exact }: Extract<RawIssue, { code: 'too_small' }>): string {
  const items = count(origin, minimum);
  if (items !== null && Number(minimum) === 1 && !exact) return 'must not be empty';
  if (items !== null) return exact ? `must have exactly ${items}` : `must have at least ${items}`;
  return inclusive === false ? `must be more than ${minimum}` : `must be at least ${minimum}`;
}

function wrongFormat(issue: Extract<RawIssue, { code: 'invalid_format' }>): string {
  const { format } = issue;
  const part = (name: string) => JSON.stringify(issue[name]);
  if (format === 'starts_with') return `must start with ${part('prefix')}`;
  if (format === 'ends_with') return `must end with ${part('suffix')}`;
  if (format === 'includes') return `must contain ${part('includes')}`;
  const name = FORMATS[format];
  return name === undefined ? 'has an invalid format' : `must be ${name}`;
}

function oneOf(values: readonly z.core.util.Primitive[]): string {
  const names = values.map((value) => (typeof value === 'string' ? JSON.stringify(value) : String(value)));
  if (names.length === 1) return `must be ${names[0]}`;
  return names.length > MAX_NAMED ? 'is not an allowed value' : `must be one of ${names.join(', ')}`;
}

/** Names the alternatives of a union, if each is a simple type or value. */
function invalidUnion(issue: Extract<RawIssue, { code: 'invalid_union' }>): string {
  const { options } = issue as { options?: z.core.util.Primitive[] };
  if (options && options.length > 0) return oneOf(options);
  const wanted = issue.errors.map(([first]) => {
    if (first?.path.length !== 0) return null;
    if (first.code === 'invalid_type') return typeName(first.expected);
    if (first.code === 'invalid_value') return /^must be (.*)$/.exec(oneOf(first.values))?.[1] ?? null;
    return null;
  });
  return wanted.length > 0 && wanted.every((name) => name !== null)
    ? `must be ${alternatives(wanted)}`
    : 'matches none of the allowed forms';
}

/** Returns `wrong`, or the message for a missing value if the input is undefined. */
function orMissing({ input }: RawIssue, wrong: string): string {
  if (input !== undefined) return wrong;
  return wrong.startsWith('must ') ? `is missing; it ${wrong}` : 'is missing';
}

function explain(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type': {
      const name = typeName(issue.expected);
      return orMissing(issue, name === null ? 'has the wrong type' : `must be ${name}`);
    }
    case 'invalid_value':
      return orMissing(issue, oneOf(issue.values));
    case 'too_big':
      return tooBig(issue);
    case 'too_small':
      return tooSmall(issue);
    case 'invalid_format':
      return wrongFormat(issue);
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return orMissing(issue, invalidUnion(issue));
    case 'invalid_key':
      return 'has an invalid name';
    default:
      return 'is not valid';
  }
}

/**
 * Sets zod's global error messages. They apply to every issue without its own message, and are written for callers of the
 * API.
 */
export const installZodMessages = (): void => {
  z.config({ localeError: (issue) => `This ${explain(issue)}` });
};
