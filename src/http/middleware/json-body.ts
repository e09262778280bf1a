import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { z } from 'zod';
import { AppError } from '../../shared/errors/app-error';
import { type JsonParseError, parseJson } from '../../shared/json/parse-json';
import { withoutNulls } from '../../shared/json/without-nulls';
import type { AppEnv } from '../request/app-env';
import { readBody } from '../request/read-body';

const MAX_BODY_BYTES = 262_144;

const JSON_ERROR_MESSAGES: Record<Exclude<JsonParseError['code'], 'invalid_json'>, string> = {
  duplicate_member: 'This member occurs twice in its object',
  too_deep: 'The JSON is nested too deeply',
  forbidden_key: 'This member name is not allowed',
  number_out_of_range: 'This number is out of range',
};

async function readJsonBody(c: Context<AppEnv>, required: boolean, schema: z.ZodType): Promise<void> {
  const type = c.req.header('content-type') ?? '';
  const isJson = /^application\/json\s*(;.*)?$/i.test(type);
  if (!isJson && (required || type !== '')) throw new AppError('unsupported_media_type');
  const read = await readBody(c.req.raw, MAX_BODY_BYTES);
  if (!read.ok) throw new AppError('body_too_large', `A body may have at most ${MAX_BODY_BYTES} bytes`);
  // Without a body, some clients send nothing and others an empty body.
  if (!required && read.bytes.length === 0) {
    // A request without a stream: hono's validators would require a content type for one that has been read.
    c.req.raw = new Request(c.req.url, { method: c.req.method, headers: c.req.raw.headers });
    c.req.bodyCache.text = Promise.resolve('{}') as never;
    return;
  }
  if (!isJson) throw new AppError('unsupported_media_type');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(read.bytes);
  } catch {
    throw new AppError('invalid_json', 'The body must be UTF-8');
  }
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const { code, path } = parsed;
    if (code === 'invalid_json') throw new AppError('invalid_json');
    const issues = [{ path, code, message: JSON_ERROR_MESSAGES[code] }];
    throw new AppError('invalid_json', 'The JSON of the body is not accepted; `errors` lists the reasons', { issues });
  }
  // hono's validators parse this text again. Nothing is rounded: parseJson has turned integers above 2^53 into texts.
  // The cast is needed because hono types the awaited value, not the promise.
  c.req.bodyCache.text = Promise.resolve(JSON.stringify(withoutNulls(schema, parsed.value))) as never;
}

/**
 * Reads and strictly parses a JSON body before its schema validates it. A byte order mark is skipped. An optional member that
 * is null is removed.
 */
export const jsonBody = (schema: z.ZodType) =>
  createMiddleware<AppEnv>(async (c, next) => {
    await readJsonBody(c, true, schema);
    await next();
  });

/** The same for an optional body; a missing one becomes an empty object. */
export const optionalJsonBody = (schema: z.ZodType) =>
  createMiddleware<AppEnv>(async (c, next) => {
    await readJsonBody(c, false, schema);
    await next();
  });
