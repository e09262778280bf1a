import { z } from 'zod';
import { Problem } from '../errors/problem-schema';

const jsonContent = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/json': { schema } });

/** Declares a required JSON body. Without `required`, an empty body would pass. */
export const jsonRequestBody = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: jsonContent(schema),
});

/** Declares a JSON body that may be left out. */
export const optionalJsonRequestBody = <Schema extends z.ZodType>(schema: Schema) => ({
  required: false,
  content: jsonContent(schema),
});

/** The body of an action without input: none, or an empty object. */
export const emptyRequestBody = optionalJsonRequestBody(z.strictObject({}));

/** The path parameter of a single resource. */
export const idParams = z.object({ id: z.string().max(64) });

/** Declares a JSON response. */
export const jsonResponse = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: jsonContent(schema),
});

/** Declares an error response. */
export const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});
