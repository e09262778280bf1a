import type { z } from 'zod';
import type { Finding } from './failure';
import { installZodMessages } from './zod-messages';

// Wherever an issue can be shown, this module is loaded.
installZodMessages();

const MOST_FINDINGS = 100;

const pointer = (path: PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** Of a list where a single value may stand as well, what is wrong with the single value says nothing. */
const isOther = (form: z.core.$ZodIssue[]): boolean =>
  form.some(({ code, path }) => code === 'invalid_value' && path.length === 0);

/** The issues of the one form that a value seems to be meant as; the union's own where that is not clear. */
function meant(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const forms = issue.errors.filter(
    (form) => !form.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  const [form, ...others] = forms.length > 1 ? forms.filter((each) => !isOther(each)) : forms;
  if (!form || others.length > 0) return [issue];
  return form.flatMap((inner) => meant({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** What to do: the messages of our schemas name what is wanted. */
const sentence = ({ message }: z.core.$ZodIssue): string => message.replace(/^(an? |one of |letters)/, 'Give $1');

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
