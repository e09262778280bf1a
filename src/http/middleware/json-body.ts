import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { z } from 'zod';
import { AppError } from '../../shared/app-error';
import { parseJson } from '../../shared/parse-json';
import { withoutNulls } from '../../shared/without-nulls';
import type { AppEnv } from '../env';
import { readBody } from '../read-body';

/** contract.md, section 1. */
const MAX_BODY_BYTES = 262_144;

async function readJsonBody(c: Context<AppEnv>, required: boolean, schema: z.ZodType): Promise<void> {
  const type = c.req.header('content-type') ?? '';
  const isJson = /^application\/json\s*(;.*)?$/i.test(type);
  if (!isJson && (required || type !== '')) throw new AppError('unsupported_media_type');
  const read = await readBody(c.req.raw, MAX_BODY_BYTES);
  if (!read.ok) throw new AppError('body_too_large', `A body may have ${MAX_BODY_BYTES} bytes`);
  // Without a body some clients send none, and others one of length 0.
  if (!required && read.bytes.length === 0) {
    // hono's validators take a stream that was read for a body that needs a media type.
    c.req.raw = new Request(c.req.url, { method: c.req.method, headers: c.req.raw.headers });
    c.req.bodyCache.text = Promise.resolve('{}') as never;
    return;
  }
  if (!isJson) throw new AppError('unsupported_media_type');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(read.bytes);
  } catch {
    throw new AppError('invalid_json', 'The body is not UTF-8');
  }
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const { code, path } = parsed;
    throw new AppError('invalid_json', `The body is not acceptable JSON: ${code}`, {
      issues: code === 'invalid_json' ? [] : [{ path, code, message: 'This is not acceptable' }],
    });
  }
  // hono's validators parse the text from here, once more: it holds no integer that they would round. Its type speaks of
  // the awaited value.
  c.req.bodyCache.text = Promise.resolve(JSON.stringify(withoutNulls(schema, parsed.value))) as never;
}

/**
 * Reads a JSON body to its limit and refuses what is not exactly JSON, before its schema sees it. A byte order mark before
 * it is none of it, and null for an optional member is as if the member were absent.
 */
export const jsonBody = (schema: z.ZodType) =>
  createMiddleware<AppEnv>(async (c, next) => {
    await readJsonBody(c, true, schema);
    await next();
  });

/** The same for an action that can do without a body, which then is an empty object. */
export const optionalJsonBody = (schema: z.ZodType) =>
  createMiddleware<AppEnv>(async (c, next) => {
    await readJsonBody(c, false, schema);
    await next();
  });
