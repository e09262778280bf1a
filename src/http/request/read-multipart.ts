import { AppError } from '../../shared/errors/app-error';

/** A file of a form, as a stream: it is never in memory as a whole. */
export type FormFile = { filename: string | null; contentType: string | null; body: ReadableStream<Uint8Array> };

/** A part's header is a name and a type. */
const MAX_HEADER_BYTES = 8_192;

const malformed = (detail: string): AppError => new AppError('validation_failed', detail);

const concat = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
};

/** Returns the position of a text's bytes; -1 if they are not there. */
function indexOfBytes(bytes: Uint8Array, wanted: Uint8Array): number {
  for (let at = bytes.indexOf(wanted[0] as number); at >= 0; at = bytes.indexOf(wanted[0] as number, at + 1)) {
    if (at + wanted.length > bytes.length) return -1;
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}

/** Reads a body up to marks, one after another. */
function markedReader(source: ReadableStream<Uint8Array>) {
  const reader = source.getReader();
  let buffer: Uint8Array = new Uint8Array(0);
  const more = async (): Promise<void> => {
    const { done, value } = await reader.read();
    if (done) throw malformed('The form is incomplete, or has no field `file`');
    buffer = concat(buffer, value);
  };
  return {
    /** Returns the bytes before the mark. */
    async until(mark: Uint8Array): Promise<Uint8Array> {
      for (;;) {
        const at = indexOfBytes(buffer, mark);
        if (at >= 0) {
          const bytes = buffer.slice(0, at);
          buffer = buffer.slice(at + mark.length);
          return bytes;
        }
        if (buffer.length > MAX_HEADER_BYTES) throw malformed("A part's header is too long");
        await more();
      }
    },
    /** Returns the next bytes before the mark; null at the mark. */
    async next(mark: Uint8Array): Promise<Uint8Array | null> {
      for (;;) {
        const at = indexOfBytes(buffer, mark);
        if (at === 0) {
          buffer = buffer.slice(mark.length);
          return null;
        }
        // The mark may begin in the last bytes.
        const end = at > 0 ? at : buffer.length - mark.length;
        if (end > 0) {
          const bytes = buffer.slice(0, end);
          buffer = buffer.slice(end);
          return bytes;
        }
        await more();
      }
    },
    cancel: (reason: unknown) => reader.cancel(reason),
  };
}

const parameterOf = (header: string, name: string): string | null =>
  new RegExp(`[;\\s]${name}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(header)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? null;

/** Browsers write quotes and line breaks of a name in percent encoding. */
const nameOf = (text: string | null): string | null =>
  text === null ? null : text.replaceAll('%22', '"').replaceAll(/%0[AD]/gi, ' ');

/**
 * Opens the file of a multipart form in the field `file`; other fields before it are skipped. Fails with
 * unsupported_media_type for another type of body, and with validation_failed for a form without the file.
 */
export async function openFormFile(request: Request): Promise<FormFile> {
  const type = request.headers.get('content-type') ?? '';
  const boundary = /^multipart\/form-data\s*;.*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(type);
  if (!boundary) throw new AppError('unsupported_media_type', 'The body must be multipart/form-data');
  if (!request.body) throw malformed('The form is empty');
  const encode = (text: string) => new TextEncoder().encode(text);
  const first = `--${boundary[1] ?? boundary[2]}`;
  const mark = encode(`\r\n${first}`);
  const parts = markedReader(request.body);
  await parts.until(encode(first));
  for (;;) {
    // After the last boundary there are two hyphens.
    const header = new TextDecoder().decode(await parts.until(encode('\r\n\r\n')));
    if (header.startsWith('--')) throw malformed('The form has no field `file`');
    const disposition = /content-disposition:([^\r\n]*)/i.exec(header)?.[1] ?? '';
    if (parameterOf(disposition, 'name') === 'file') {
      const contentType = /content-type:\s*([^\r\n]*)/i.exec(header)?.[1]?.trim() ?? null;
      const body = new ReadableStream<Uint8Array>({
        async pull(controller) {
          const bytes = await parts.next(mark);
          if (bytes) controller.enqueue(bytes);
          else controller.close();
        },
        cancel: (reason) => parts.cancel(reason),
      });
      return { filename: nameOf(parameterOf(disposition, 'filename')), contentType, body };
    }
    while (await parts.next(mark));
  }
}
