import { exports } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openFormFile } from '../../src/http/request/read-multipart';
import { newChat } from '../support/chat';
import { type Scene, until } from '../support/scene';
import type { Answer } from '../support/tenant';

type Part = string | Uint8Array<ArrayBuffer>;
const bytes = (...parts: Part[]) => new Blob(parts);
const PDF = '%PDF-1.7\n1 0 obj';

async function upload(
  { key }: Pick<Scene, 'key'>,
  file: Blob,
  { name = 'file', headers = {} }: { name?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const form = new FormData();
  form.set('note', 'before the file');
  form.set('file', file, name);
  const response = await exports.default.fetch('https://aisac.test/v1/media', {
    method: 'POST',
    headers: { 'x-api-key': key, ...headers },
    body: form,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

test('a file is uploaded once, sent as often as wanted, and kept with each message', async () => {
  const chat = await newChat();
  const uploaded = await upload(chat, bytes(PDF), { name: '../Fattura "n. 1"\u202e.pdf' });
  expect(uploaded).toMatchObject({
    status: 201,
    body: {
      media_id: expect.stringMatching(/^med_/),
      kind: 'document',
      mime_type: 'application/pdf',
      filename: 'Fattura "n. 1".pdf',
      size: PDF.length,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  });
  const media = { kind: 'document', media_id: uploaded.body.media_id, caption: 'Ecco' };
  const first = await chat.send({ media });
  expect(first.body).toMatchObject({
    state: 'sent',
    message_kind: 'document',
    media: { filename: 'Fattura "n. 1".pdf' },
  });
  expect((await chat.send({ media })).body.state).toBe('sent');
  const [toMeta, ...others] = await chat.uploadsToMeta();
  expect(others).toEqual([]);
  expect(toMeta).toMatchObject({ type: 'application/pdf', size: PDF.length });
  const sent = await chat.sentMessages();
  expect(sent.map(({ body }) => body.document)).toEqual([
    { id: toMeta.id, caption: 'Ecco', filename: 'Fattura "n. 1".pdf' },
    { id: toMeta.id, caption: 'Ecco', filename: 'Fattura "n. 1".pdf' },
  ]);
  expect(await chat.violations()).toEqual([]);
  const shared = await until(async () => {
    const { body } = await chat.as('GET', `/v1/messages/${first.body.message_id}/media`);
    expect(body).toMatchObject({ state: 'stored', mime_type: 'application/pdf', filename: 'Fattura "n. 1".pdf' });
    return body;
  });
  const file = await exports.default.fetch(shared.url);
  expect([file.headers.get('content-type'), await file.text()]).toEqual(['application/pdf', PDF]);
});

test('a file that Meta cannot take now, or refuses, is the state of its message', async () => {
  const chat = await newChat();
  const { body } = await upload(chat, bytes(PDF));
  const media = { kind: 'document', media_id: body.media_id };
  await chat.configureMeta({ upload_behaviour: [{ code: 131000, status: 500 }, { code: 131053 }] });
  expect((await chat.send({ media })).body.state).toBe('queued');
  const failing = await newChat();
  await failing.configureMeta({ upload_behaviour: [{ code: 131053 }] });
  const other = await upload(failing, bytes(PDF));
  const failed = await failing.send({ media: { kind: 'document', media_id: other.body.media_id } });
  expect(failed.body).toMatchObject({ state: 'failed', statuses: [{ errors: [{ code: 'meta_131053' }] }] });
});

describe('a file is told by its content, and refused clearly', () => {
  const jpeg = (length: number) => bytes(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), new Uint8Array(length - 4));
  const cases: [string, Blob, string, string][] = [
    [
      'an SVG',
      bytes('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      'a.svg',
      'unsupported_type',
    ],
    ['an SVG called JPEG', bytes('<?xml version="1.0"?><svg></svg>'), 'a.jpg', 'unsupported_type'],
    ['HEIC', bytes(new Uint8Array([0, 0, 0, 24]), 'ftypheic', new Uint8Array(20)), 'a.heic', 'unsupported_type'],
    ['HTML', bytes('<!doctype html><script>1</script>'), 'a.html', 'unsupported_type'],
    ['a program', bytes('MZ', new Uint8Array(100)), 'a.pdf', 'unsupported_type'],
    ['an archive', bytes('PK\u0003\u0004', new Uint8Array(100)), 'a.zip', 'unsupported_type'],
    ['nothing', bytes(''), 'a.pdf', 'empty_file'],
    ['a picture of more than 5 MB', jpeg(5 * 1_048_576 + 1), 'a.jpg', 'too_large'],
    ['a sticker of more than 100 kB', bytes('RIFF0000WEBPVP8 ', new Uint8Array(100_000)), 'a.webp', 'too_large'],
    [
      'a film of 17 MB',
      bytes(new Uint8Array([0, 0, 0, 24]), 'ftypisom', new Uint8Array(17_825_792)),
      'a.mp4',
      'too_large',
    ],
  ];
  test.each(cases)('%s', async (_, file, name, code) => {
    const chat = await newChat();
    const answer = await upload(chat, file, { name });
    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    expect(answer.body.errors).toMatchObject([{ path: '/file', code }]);
  });

  test('what WhatsApp takes is taken, up to its limit', async () => {
    const chat = await newChat();
    const ftyp = (brand: string) => bytes(new Uint8Array([0, 0, 0, 24]), `ftyp${brand}`, new Uint8Array(100));
    const taken: [Blob, string, string, string][] = [
      [jpeg(5 * 1_048_576), 'a', 'image', 'image/jpeg'],
      [bytes(new Uint8Array([0x89]), 'PNG\r\n\u001a\n', 'x'), 'a', 'image', 'image/png'],
      [bytes('RIFF0000WEBPVP8 '), 'a', 'sticker', 'image/webp'],
      [ftyp('isom'), 'a', 'video', 'video/mp4'],
      [ftyp('3gp4'), 'a', 'video', 'video/3gpp'],
      [ftyp('M4A '), 'a', 'audio', 'audio/mp4'],
      [bytes('OggS', new Uint8Array(24), 'OpusHead'), 'a', 'audio', 'audio/ogg'],
      [bytes('ID3', new Uint8Array(24)), 'a', 'audio', 'audio/mpeg'],
      [
        bytes('PK\u0003\u0004', new Uint8Array(24)),
        'Listino.XLSX',
        'document',
        expect.stringContaining('spreadsheetml') as never,
      ],
      [bytes('Ciao, così è'), 'nota.txt', 'document', 'text/plain'],
      // More than one part in the bucket.
      [bytes(PDF, new Uint8Array(20_000_000)), 'a.pdf', 'document', 'application/pdf'],
    ];
    for (const [file, name, kind, mime_type] of taken) {
      expect((await upload(chat, file, { name })).body).toMatchObject({ kind, mime_type, size: file.size });
    }
  });
});

test('an upload is of its account, its kind, and its form', async () => {
  const [chat, stranger] = [await newChat(), await newChat()];
  const { body } = await upload(chat, bytes(PDF));
  const media = (kind: string) => ({ media: { kind, media_id: body.media_id } });
  expect((await stranger.send(media('document'))).body.errors).toMatchObject([{ code: 'unknown_media' }]);
  expect((await chat.send(media('image'))).body.errors).toMatchObject([{ code: 'other_kind' }]);
  const json = await chat.as('POST', '/v1/media', { file: 'x' });
  expect(json).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
  for (const text of [
    '',
    '--b--\r\n',
    '--b\r\n\r\n',
    '--b\r\ncontent-disposition: form-data; name="file"\r\n\r\nabc',
  ]) {
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    expect((await chat.as('POST', '/v1/media', text, headers)).status).toBe(422);
  }
  const headers = { 'idempotency-key': 'once' };
  const [first, again] = [await upload(chat, bytes(PDF), { headers }), await upload(chat, bytes(PDF), { headers })];
  expect(again.body).toEqual(first.body);
  const other = await upload(chat, bytes(PDF, 'x'), { headers });
  expect(other.body.code).toBe('idempotency_key_reused');
});

test('a form is read however its bytes are cut into chunks', async () => {
  const content = fc.array(fc.constantFrom('\r\n', '--', 'b', '--b', '\r\n-', '\r\n--', 'x'), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(content, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), async (pieces, sizes) => {
      const file = pieces.join('');
      // A sender chooses a boundary that the file does not contain.
      fc.pre(!file.includes('\r\n--b'));
      const form = `--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n${file}\r\n--b--\r\n`;
      const all = new TextEncoder().encode(form);
      let at = 0;
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          const size = sizes[at % sizes.length] as number;
          if (at < all.length) controller.enqueue(all.slice(at, at + size));
          else controller.close();
          at += size;
        },
      });
      const request = new Request('https://x/', {
        method: 'POST',
        body,
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
      });
      const opened = await openFormFile(request);
      expect(await new Response(opened.body).text()).toBe(file);
    }),
    { numRuns: 100 },
  );
});
