import fc from 'fast-check';
import { expect, test } from 'vitest';
import { urlRejectionReason } from '../../src/clients/url-guard';

const live = { allowPrivate: false, ownHost: 'api.aisac.app' };
const local = { allowPrivate: true, ownHost: 'api.aisac.app' };

const GOOD = [
  'https://shop.example-merchant.com/aisac/updateObject',
  'https://shop.it',
  'https://shop.it/',
  'https://SHOP.it/Path?a=1&b=2',
  'https://shop.it:443/x',
  'https://shop.it:8443/x',
  'https://a.b.c.d.shop.co.uk/x',
  'https://shop.it./x',
  'https://xn--caff-8oa.it/x',
  'https://caffè.it/ordini',
  'https://shop.it/a%20b?q=%2F#part',
  'https://shop.it/user@host',
  'https://shop.it/?mail=a@b.it',
  'https://1and1.it/x',
  'https://127-0-0-1.shop.it/x',
  'https://localhost.shop.it/x',
  'https://internal-shop.it/x',
  'https://mylocal.it/x',
  'https://10.shop.it/x',
  'https://aisac.app/x',
  'https://notapi.aisac.app/x',
];

const HOSTILE: Record<string, string[]> = {
  'another scheme': [
    'http://shop.it/',
    'ftp://shop.it/',
    'file:///etc/passwd',
    'gopher://shop.it/',
    'data:text/plain,x',
    'javascript:alert(1)',
    'blob:https://shop.it/1',
    'ws://shop.it/',
    'wss://shop.it/',
    '//shop.it/',
    '/path',
    'shop.it/x',
    '',
  ],
  credentials: [
    'https://user@shop.it/',
    'https://user:pass@shop.it/',
    'https://:pass@shop.it/',
    'https://@shop.it/',
    'https://:@shop.it/',
    'https://shop.it@127.0.0.1/',
    'https://shop.it:443@evil.it/',
    'https://a%40b@shop.it/',
    'https:///user@shop.it/',
  ],
  ports: [
    'https://shop.it:80/',
    'https://shop.it:22/',
    'https://shop.it:8080/',
    'https://shop.it:4430/',
    'https://shop.it:0/',
    'https://shop.it:65536/',
    'https://shop.it:-1/',
    'https://shop.it:６３７９/',
  ],
  'IPv4, dotted, private and public': [
    'https://127.0.0.1/',
    'https://127.0.0.1:8443/',
    'https://10.0.0.1/',
    'https://192.168.1.1/',
    'https://172.16.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.100.100.200/',
    'https://0.0.0.0/',
    'https://255.255.255.255/',
    'https://8.8.8.8/',
    'https://127.0.0.1./',
    'https://127.0.0.1../',
  ],
  'IPv4 in other spellings': [
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0X7F.0.0.1/',
    'https://017700000001/',
    'https://0177.0.0.1/',
    'https://0177.0.0.01/',
    'https://127.1/',
    'https://127.0.1/',
    'https://0/',
    'https://0x0/',
    'https://0x/',
    'https://127.0.0x1/',
    'https://0xa9.0xfe.0xa9.0xfe/',
    'https://0xa9fea9fe/',
    'https://2852039166/',
    'https://169.254.43518/',
    'https://2130706433./',
    'https://1.2.3.4.5/',
    'https://256.256.256.256/',
    'https://shop.it.1/',
    'https://4294967296/',
  ],
  'digits, dots and letters that fold': [
    'https://１２７.０.０.１/',
    'https://127。0。0。1/',
    'https://127．0．0．1/',
    'https://127｡0｡0｡1/',
    'https://①②⑦.⓪.⓪.①/',
    'https://𝟏𝟐𝟕.𝟎.𝟎.𝟏/',
    'https://0ｘ7f.1/',
    'https://ｌｏｃａｌｈｏｓｔ/',
    'https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/',
    'https://local\u00adhost/',
    'https://a.loc\u200bal/',
    'https://shop。local/',
    'https://metadata.google.ｉnternal/',
  ],
  'percent-encoding': [
    'https://%31%32%37.0.0.1/',
    'https://127%2e0%2e0%2e1/',
    'https://%6c%6f%63%61%6c%68%6f%73%74/',
    'https://%5b::1%5d/',
    'https://shop.it%00.local/',
    'https://shop.it%0d%0a/',
    'https://shop%2elocal/',
    'https://%ef%bc%91%ef%bc%92%ef%bc%97.0.0.1/',
  ],
  IPv6: [
    'https://[::1]/',
    'https://[::]/',
    'https://[::1]:8443/',
    'https://[0:0:0:0:0:0:0:1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::127.0.0.1]/',
    'https://[64:ff9b:1::a9fe:a9fe]/',
    'https://[2002:7f00:1::]/',
    'https://[fe80::1]/',
    'https://[fe80::1%25eth0]/',
    'https://[fe80::1%eth0]/',
    'https://[fc00::1]/',
    'https://[fd00:ec2::254]/',
    'https://[ff02::1]/',
    'https://[2606:4700:4700::1111]/',
    'https://[::1].shop.it/',
    'https://::1/',
  ],
  'names inside a network or that lead nowhere': [
    'https://localhost/',
    'https://LOCALHOST/',
    'https://localhost./',
    'https://shop.localhost/',
    'https://printer.local/',
    'https://printer.local./',
    'https://printer.LOCAL../',
    'https://db.internal/',
    'https://metadata.google.internal/computeMetadata/v1/',
    'https://instance-data.ec2.internal/',
    'https://router.lan/',
    'https://nas.home.arpa/',
    'https://1.0.0.127.in-addr.arpa/',
    'https://shop.test/',
    'https://shop.invalid/',
    'https://metadata/',
    'https://intranet/',
    'https://kubernetes.default.svc.cluster.local/',
    'https://x.onion/',
  ],
  'this deployment': [
    'https://api.aisac.app/v1/createRequest',
    'https://API.aisac.app/',
    'https://api.aisac.app./',
    'https://x.api.aisac.app/',
    'https://api.aisac.app:8443/',
    'https://api。aisac。app/',
  ],
  'what the parser drops in silence': [
    ' https://shop.it/',
    'https://shop.it/ ',
    'https://sh\top.it/',
    'https://shop.it/\n',
    'https://shop.it/\r\nHost: x',
    'https://shop.it\\@127.0.0.1/',
    'https:\\\\shop.it/',
    'https://shop.it/a b',
    '\u0000https://shop.it/',
    'https://shop.it/\u0085',
    'https://shop.it/\ufeff',
  ],
  'what cannot be read or is too long': [
    'https://',
    'https:///',
    'https://?x',
    'https://.',
    'https://..',
    'https://shop..it:/ /',
    'https://[::1',
    'https://shop.it:port/',
    `https://shop.it/${'a'.repeat(2_048)}`,
  ],
};

test.each(GOOD)('%s is allowed', (url) => {
  expect(urlRejectionReason(url, live)).toBeNull();
});

for (const [kind, urls] of Object.entries(HOSTILE)) {
  test.each(urls)(`no call goes out for ${kind}: %j`, (url) => {
    expect(urlRejectionReason(url, live)).toBeTypeOf('string');
  });
}

test('a URL may have 2,048 characters', () => {
  const longest = `https://shop.it/${'a'.repeat(2_032)}`;
  expect(longest).toHaveLength(2_048);
  expect(urlRejectionReason(longest, live)).toBeNull();
  expect(urlRejectionReason(`${longest}a`, live)).toContain('2048');
});

test('every form of an IPv4 address is rejected', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const spell = fc.constantFrom(
    (n: number) => String(n),
    (n: number) => `0x${n.toString(16)}`,
    (n: number) => `0${n.toString(8)}`,
  );
  fc.assert(
    fc.property(
      fc.array(octet, { minLength: 4, maxLength: 4 }),
      fc.array(spell, { minLength: 4, maxLength: 4 }),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom('', '.'),
      (octets, spells, parts, end) => {
        const last = octets.slice(parts - 1).reduce((value, n) => value * 256 + n, 0);
        const numbers = [...octets.slice(0, parts - 1), last];
        const host = numbers.map((n, i) => spells[i]?.(n)).join('.');
        expect(urlRejectionReason(`https://${host}${end}/`, live)).toBe('The host must be a name, not an IP address');
      },
    ),
  );
});

test('every IPv6 address is rejected', () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      expect(urlRejectionReason(`https://[${address}]/`, live)).toBeTypeOf('string');
    }),
  );
});

test('no text makes the guard throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.webUrl(),
        fc.string().map((rest) => `https://${rest}`),
      ),
      (text) => {
        const refusal = urlRejectionReason(text, live);
        expect(refusal === null || refusal.length > 0).toBe(true);
      },
    ),
  );
});

test.each([
  'http://127.0.0.1:8787/m/1/getObject',
  'http://localhost:3000/',
  'https://[::1]:9000/',
  'http://shop.local/',
  'https://api.aisac.app/',
])('%s is allowed in local development', (url) => {
  expect(urlRejectionReason(url, local)).toBeNull();
});

test.each([
  'ftp://127.0.0.1/',
  'file:///etc/passwd',
  'http://user:pass@127.0.0.1/',
  'http://@127.0.0.1/',
  'http://127.0.0.1/\n',
  'http://',
  `http://127.0.0.1/${'a'.repeat(2_048)}`,
])('%j is rejected even in local development', (url) => {
  expect(urlRejectionReason(url, local)).toBeTypeOf('string');
});
