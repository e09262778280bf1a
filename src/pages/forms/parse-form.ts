import type { z } from 'zod';
import { validationError } from '../../http/errors/validation-error';

/** Parses form members with the schema of the API's body. Fails with validation_failed. */
export function parseForm<Schema extends z.ZodType>(schema: Schema, members: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(members);
  if (!parsed.success) throw validationError(parsed.error, 'json');
  return parsed.data;
}
