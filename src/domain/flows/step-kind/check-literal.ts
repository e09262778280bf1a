import type { z } from 'zod';
import type { Issue } from '../../../shared/errors/app-error';
import { hasLiquid } from '../../liquid/compile';
import { minRenderedLength } from '../../liquid/min-rendered-length';
import { MAX_LABEL_LENGTH } from '../engine/label';
import type { StepObject } from './schema-members';

export const BRACES_HINT = 'a variable stands in braces: {{ order.total }}';

/** Checks a text without Liquid; what Liquid gives is checked when it is rendered. */
export function checkLiteral(
  text: string | undefined,
  path: string,
  { fits, code, message }: { fits: (text: string) => boolean; code: string; message: string },
): Issue[] {
  return text === undefined || hasLiquid(text) || fits(text.trim()) ? [] : [{ path, code, message }];
}

/** Checks an outcome or the kind of a charge. */
export function checkLabel(name: string, path: string): Issue[] {
  if (name.trim() === '') return [{ path, code: 'empty_text', message: 'This is empty: give it a name' }];
  const length = minRenderedLength(name) ?? 0;
  if (length <= MAX_LABEL_LENGTH) return [];
  return [{ path, code: 'too_long', message: `This has ${length} characters of ${MAX_LABEL_LENGTH}: shorten it` }];
}

/** Checks the object that a step names. */
export function checkStepObject({ object }: { object?: z.input<typeof StepObject> | undefined }, at: string): Issue[] {
  const names = [
    { text: object?.type, path: `${at}/object/type` },
    { text: object?.id, path: `${at}/object/id` },
  ];
  return names.flatMap(({ text, path }) =>
    checkLiteral(text, path, {
      fits: (name) => name !== '',
      code: 'no_object',
      message: 'This names no object: write it, or leave out `object` for that of the request',
    }),
  );
}
