import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { Failure } from '../../shared/failure';
import { parseJson } from '../../shared/parse-json';
import type { AppEnv } from '../env';
import { readBody } from '../read-body';

/** contract.md, section 1. */
const MOST_BYTES = 262_144;

async function checkBody(c: Context<AppEnv>, required: boolean): Promise<void> {
  const type = c.req.header('content-type') ?? '';
  const isJson = /^application\/json\s*(;.*)?$/i.test(type);
  if (!isJson && (required || type !== '')) throw new Failure('unsupported_media_type');
  const read = await readBody(c.req.raw, MOST_BYTES);
  if (!read.ok) throw new Failure('body_too_large', `A body may have ${MOST_BYTES} bytes`);
  // Without a body some clients send none, and others one of length 0.
  if (!required && read.bytes.length === 0) {
    // hono's validators take a stream that was read for a body that needs a media type.
    c.req.raw = new Request(c.req.url, { method: c.req.method, headers: c.req.raw.headers });
    c.req.bodyCache.text = Promise.resolve('{}') as never;
    return;
  }
  if (!isJson) throw new Failure('unsupported_media_type');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(read.bytes);
  } catch {
    throw new Failure('invalid_json', 'The body is not UTF-8');
  }
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const { code, path } = parsed;
    throw new Failure('invalid_json', `The body is not acceptable JSON: ${code}`, {
      findings: code === 'invalid_json' ? [] : [{ path, code, message: 'This is not acceptable' }],
    });
  }
  // hono's validators parse the text from here, once more: it holds no integer that they would round. Its type speaks of
  // the awaited value.
  c.req.bodyCache.text = Promise.resolve(JSON.stringify(parsed.value)) as never;
}

/** Reads a JSON body to its limit and refuses what is not exactly JSON, before any schema sees it. */
export const jsonBody = createMiddleware<AppEnv>(async (c, next) => {
  await checkBody(c, true);
  await next();
});

/** The same for an action that can do without a body, which then is an empty object. */
export const optionalJsonBody = createMiddleware<AppEnv>(async (c, next) => {
  await checkBody(c, false);
  await next();
});
