import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeEncryptor } from '../../src/shared/crypto/encryption';
import { isId, lowestId, newId } from '../../src/shared/crypto/ids';
import { mergePatch } from '../../src/shared/json/merge-patch';
import { readLimited } from '../../src/shared/text/read-limited';

test('ids ascend even if the clock stands still, and contain their creation time', () => {
  const before = Date.now();
  const ids = Array.from({ length: 2_000 }, () => newId('req'));
  expect(ids.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(ids);
  expect(new Set(ids).size).toBe(2_000);
  expect(ids.every((id) => isId('req', id) && !isId('ord', id) && id.length === 30)).toBe(true);
  expect((ids[0] ?? '') >= lowestId('req', before)).toBe(true);
  expect((ids[0] ?? '') < lowestId('req', before + 10_000)).toBe(true);
  for (const wrong of [
    '',
    'req_',
    'req_x',
    `${ids[0]}0`,
    ids[0]?.toUpperCase() ?? '',
    'req_8zzzzzzzzzzzzzzzzzzzzzzzzz',
  ]) {
    expect(isId('req', wrong), wrong).toBe(false);
  }
});

test.each([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: 'foo' }, { a: { b: { c: null } } }, { a: { b: {} } }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
])('%j patched with %j is %j (RFC 7396)', (target, patch, merged) => {
  expect(mergePatch(target as never, patch as never)).toEqual(merged);
});

test('a patch pollutes no prototype', () => {
  mergePatch({}, JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'));
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('a stream is read up to its limit, for any chunks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 10 }),
      fc.nat(200),
      async (chunks, limit) => {
        const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
        const stream = new ReadableStream<Uint8Array>({
          start(controller) {
            for (const chunk of chunks) controller.enqueue(chunk);
            controller.close();
          },
        });
        const read = await readLimited(stream, limit);
        expect(read.ok).toBe(length <= limit);
        if (read.ok) expect([...read.bytes]).toEqual(chunks.flatMap((chunk) => [...chunk]));
      },
    ),
  );
});

test('an encrypted value can be decrypted only for its own place, and not after a bit has changed', async () => {
  const encryptor = makeEncryptor({ key: btoa('0123456789abcdef0123456789abcdef') });
  const sealed = await encryptor.encrypt('il segreto è qui 🤫', 'here');
  expect(await encryptor.decrypt(sealed, 'here')).toBe('il segreto è qui 🤫');
  expect(await encryptor.encrypt('x', 'here')).not.toBe(await encryptor.encrypt('x', 'here'));
  await expect(encryptor.decrypt(sealed, 'there')).rejects.toThrow('cannot be decrypted');
  for (const broken of [
    sealed.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    sealed.slice(0, 30),
    '',
    'v1...',
    'v2.x',
  ]) {
    await expect(encryptor.decrypt(broken, 'here')).rejects.toThrow('cannot be decrypted');
  }
  for (const key of ['', 'short', btoa('x'.repeat(31)), '!'.repeat(44)]) {
    expect(() => makeEncryptor({ key })).toThrow(RangeError);
  }
});
