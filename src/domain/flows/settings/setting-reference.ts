import { z } from 'zod';

const REFERENCE = /^\{\{-?\s*settings\.([A-Za-z][A-Za-z0-9_]*)\s*-?\}\}$/;

/** Returns the setting that is the whole value of a member, as in `"{{ settings.remind_after }}"`; null for other values. */
export const referencedSetting = (value: unknown): string | null =>
  typeof value === 'string' ? (REFERENCE.exec(value.trim())?.[1] ?? null) : null;

/** Returns the schema of one setting in place of a value that is not Liquid; `expected` names that value for the error. */
export const settingReference = (expected: string) =>
  z
    .string()
    .max(100)
    .refine((text) => referencedSetting(text) !== null, `${expected}, or one setting such as {{ settings.name }}`);
