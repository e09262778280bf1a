import { z } from 'zod';
import type { JsonValue } from './json';

/** Schemas of any JSON. The input is parsed JSON already, and OpenAPI cannot describe zod's own JSON schema. */
export const AnyJson = z.unknown() as z.ZodType<JsonValue>;
export const AnyJsonObject = z.record(z.string(), AnyJson);
