import type { z } from 'zod';
import type { Issue } from '../errors/app-error';
import { installZodMessages } from './zod-messages';

// Every module that returns issues imports this one, so the messages are always installed.
installZodMessages();

const MAX_ISSUES = 100;

const pointer = (path: PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** If a schema allows one value or a list and the input is a list, the issues of the single-value form are irrelevant. */
const isSingleValueForm = (form: z.core.$ZodIssue[]): boolean =>
  form.some(({ code, path }) => code === 'invalid_value' && path.length === 0);

const countUnknownMembers = (form: z.core.$ZodIssue[]): number =>
  form.reduce(
    (sum, zodIssue) =>
      zodIssue.code === 'unrecognized_keys' && zodIssue.path.length === 0 ? sum + zodIssue.keys.length : sum,
    0,
  );

/** Returns the forms that know the most members of the input. */
function bestKnownForms(forms: z.core.$ZodIssue[][]): z.core.$ZodIssue[][] {
  const fewest = Math.min(...forms.map(countUnknownMembers));
  return forms.filter((form) => countUnknownMembers(form) === fewest);
}

/** Returns the issues of the union's form that the value most likely means, or of the union if that is unclear. */
export function flattenUnion(zodIssue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (zodIssue.code !== 'invalid_union') return [zodIssue];
  const forms = zodIssue.errors.filter(
    (form) => !form.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  const [form, ...others] = forms.length > 1 ? bestKnownForms(forms.filter((each) => !isSingleValueForm(each))) : forms;
  if (!form || others.length > 0) return [zodIssue];
  return form.flatMap((inner) => flattenUnion({ ...inner, path: [...zodIssue.path, ...inner.path] }));
}

/** Returns an instruction; the messages of our schemas name the expected value. */
const toInstruction = ({ message }: z.core.$ZodIssue): string => message.replace(/^(an? |one of |letters)/, 'Give $1');

/** Converts zod's issues; each path is a JSON Pointer unless `placeOf` is given. */
export function toIssues(zodIssues: z.core.$ZodIssue[], placeOf: (path: PropertyKey[]) => string = pointer): Issue[] {
  return zodIssues
    .flatMap(flattenUnion)
    .flatMap((zodIssue): Issue[] => {
      if (zodIssue.code === 'unrecognized_keys') {
        return zodIssue.keys.map((key) => ({
          path: placeOf([...zodIssue.path, key]),
          code: 'unknown_member',
          message: 'Unknown member: correct its name or remove it',
        }));
      }
      return [{ path: placeOf(zodIssue.path), code: zodIssue.code, message: toInstruction(zodIssue) }];
    })
    .slice(0, MAX_ISSUES);
}
