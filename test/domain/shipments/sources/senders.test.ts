import { describe, expect, test } from 'vitest';
import { isSignedByAftership } from '../../../../src/domain/shipments/sources/aftership/verify-signature';
import { hasQaplaKey } from '../../../../src/domain/shipments/sources/qapla/verify-key';
import { isSignedBySendcloud } from '../../../../src/domain/shipments/sources/sendcloud/verify-signature';
import { hasShippyproCredentials } from '../../../../src/domain/shipments/sources/shippypro/verify-credentials';

const bytes = (text: string) => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
const BODY = bytes('{"key": "value"}');
/** Sendcloud's own example: the HMAC-SHA256 of `BODY` under `secretkey`. */
const HEX = '1eed4b3d41f4653ac64fd56f1bf1cbfd349e4482cbc11dff7134bd93e5da4b0a';
const BASE64 = btoa(String.fromCharCode(...(HEX.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))));

const WRONG = [null, '', 'x', `${HEX}00`, HEX.slice(2), HEX.replace('1', '2')];

describe('Sendcloud', () => {
  test('signs the raw body in hex', async () => {
    expect(await isSignedBySendcloud(BODY, HEX, 'secretkey')).toBe(true);
    expect(await isSignedBySendcloud(BODY, HEX.toUpperCase(), 'secretkey')).toBe(true);
  });

  test.each([...WRONG, BASE64])('%s is no signature', async (signature) => {
    expect(await isSignedBySendcloud(BODY, signature, 'secretkey')).toBe(false);
  });

  test('signs neither another body nor with another key', async () => {
    expect(await isSignedBySendcloud(bytes('{"key":"value"}'), HEX, 'secretkey')).toBe(false);
    expect(await isSignedBySendcloud(BODY, HEX, 'secretkey2')).toBe(false);
  });
});

describe('AfterShip', () => {
  test('signs the raw body in base64', async () => {
    expect(await isSignedByAftership(BODY, BASE64, 'secretkey')).toBe(true);
  });

  test.each([...WRONG, HEX])('%s is no signature', async (signature) => {
    expect(await isSignedByAftership(BODY, signature, 'secretkey')).toBe(false);
  });

  test('signs neither another body nor with another key', async () => {
    expect(await isSignedByAftership(bytes('{}'), BASE64, 'secretkey')).toBe(false);
    expect(await isSignedByAftership(BODY, BASE64, 'other')).toBe(false);
  });
});

describe("Qapla'", () => {
  test.each([
    [{ apiKey: 'CHANNEL' }, true],
    [{ apiKey: 'channel' }, false],
    [{ apiKey: '' }, false],
    [{ apiKey: ['CHANNEL'] }, false],
    [{}, false],
    [null, false],
    ['CHANNEL', false],
  ])('%j has the key of the channel: %s', async (body, expected) => {
    expect(await hasQaplaKey(body, 'CHANNEL')).toBe(expected);
  });
});

describe('ShippyPro', () => {
  const pair = { user: 'negozio', password: 'pàss' };
  const basic = (text: string) => `Basic ${btoa(String.fromCharCode(...bytes(text)))}`;

  test.each([
    [basic('negozio:pàss'), true],
    [basic('negozio:pàss').replace('Basic', 'basic'), true],
    [basic('negozio:pass'), false],
    [basic('negozio'), false],
    ['Bearer x', false],
    ['', false],
    [null, false],
  ])('%s: %s', async (authorization, expected) => {
    expect(await hasShippyproCredentials(authorization, pair)).toBe(expected);
  });

  test('needs no credentials where the store has none', async () => {
    expect(await hasShippyproCredentials(null, { user: null, password: null })).toBe(true);
    expect(await hasShippyproCredentials(basic(':x'), { user: null, password: 'x' })).toBe(true);
    expect(await hasShippyproCredentials(null, { user: null, password: 'x' })).toBe(false);
  });
});
