import type { z } from 'zod';
import type { Finding } from './failure';

const MOST_FINDINGS = 100;

const pointer = (path: PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** The issues of the one form that a value seems to be meant as; the union's own where that is not clear. */
function meant(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const forms = issue.errors.filter(
    (form) => !form.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  const [form] = forms;
  if (!form || forms.length > 1) return [issue];
  return form.flatMap((inner) => meant({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** What to do: zod's message for what is missing speaks of a value that was received, and ours name what is wanted. */
const sentence = ({ message }: z.core.$ZodIssue): string =>
  message
    .replace(/^Invalid input: expected (.+), received undefined$/, 'This is missing: give it as $1')
    .replace(/^(an? |one of |letters)/, 'Give $1');

/** zod's issues as findings, each with its JSON Pointer unless `placeOf` says otherwise. */
export function zodFindings(issues: z.core.$ZodIssue[], placeOf: (path: PropertyKey[]) => string = pointer): Finding[] {
  return issues
    .flatMap(meant)
    .flatMap((issue): Finding[] => {
      if (issue.code === 'unrecognized_keys') {
        return issue.keys.map((key) => ({
          path: placeOf([...issue.path, key]),
          code: 'unknown_member',
          message: 'There is no such member: correct its name or take it out',
        }));
      }
      return [{ path: placeOf(issue.path), code: issue.code, message: sentence(issue) }];
    })
    .slice(0, MOST_FINDINGS);
}
