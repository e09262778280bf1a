import { z } from 'zod';

const REFERENCE = /^\{\{-?\s*settings\.([A-Za-z][A-Za-z0-9_]*)\s*-?\}\}$/;

/** Returns the setting that is the whole value of a member, as in `"{{ settings.remind_after }}"`; null for other values. */
export const referencedSetting = (value: unknown): string | null =>
  typeof value === 'string' ? (REFERENCE.exec(value.trim())?.[1] ?? null) : null;

/** One setting in place of a value that is not Liquid. */
export const SettingReference = z
  .string()
  .max(100)
  .refine((text) => referencedSetting(text) !== null, 'one setting, such as {{ settings.words }}');
