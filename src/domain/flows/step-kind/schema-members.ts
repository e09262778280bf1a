import { z } from 'zod';
import { AnyJson } from '../../../shared/json/json-schemas';
import { parseDuration } from '../../../shared/time/duration';
import { liquidText } from '../../liquid/liquid-text';
import { referencedSetting } from '../settings/setting-reference';

/** No double hyphen: `<step>--window` names a step that the engine itself puts before another. */
export const stepId = z
  .string()
  .max(60)
  .regex(/^[A-Za-z][A-Za-z0-9_]*(-[A-Za-z0-9_]+)*$/, 'letters, digits, _ and single hyphens, starting with a letter');
export const variableName = z
  .string()
  .max(60)
  .regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'letters, digits and _, starting with a letter');
/** A duration, or one setting of type `duration`. */
export const durationText = z
  .string()
  .refine(
    (text) => parseDuration(text) !== null || referencedSetting(text) !== null,
    'a number with s, m, h or d, from 1s to 90d, such as 90s, 24h or 7d, or one setting',
  );
export const stepVariables = z.record(variableName, AnyJson);

export const StepObject = z.strictObject({ type: liquidText.default('order'), id: liquidText });
