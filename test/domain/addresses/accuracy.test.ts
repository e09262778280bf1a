import { expect, test } from 'vitest';
import document from '../../../docs/addresses.md?raw';
import { checkItalianAddress } from '../../../src/domain/addresses/check-italian-address';
import { readItalianAddress } from '../../../src/domain/addresses/read-italian-address';
import { ITALIAN_TOWNS } from '../../../src/domain/addresses/towns/italian-towns';
import table from './italian-addresses.tsv?raw';
import messages from './other-messages.txt?raw';

const cases = table
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [text = '', address1 = '', address2 = '', zip = '', city = '', province = '', defect, result] =
      line.split('\t');
    return { text: text.replaceAll('\\n', '\n'), address1, address2, zip, city, province, defect, result };
  });
const others = messages.trimEnd().split('\n');

const isSame = (read: string | null, written: string): boolean => (read ?? '').toLowerCase() === written.toLowerCase();
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

async function measureParser() {
  const read = await Promise.all(cases.map(({ text }) => readItalianAddress(text)));
  const right = cases.filter((written, at) => {
    const address = read[at];
    if (!address) return false;
    const hasProvince = written.province === '' || isSame(address.province_code, written.province);
    const names = ['address1', 'address2', 'zip', 'city'] as const;
    return hasProvince && names.every((name) => isSame(address[name], written[name]));
  });
  const taken = await Promise.all(others.map((text) => readItalianAddress(text)));
  const all = [...read, ...taken].filter((address) => address !== null).length;
  return { right: right.length, all };
}

async function measureCheck() {
  const results = await Promise.all(
    cases.map(async ({ address1, address2, zip, city, province }) => {
      const { check } = await checkItalianAddress({ address1, address2, zip, city, province_code: province });
      return check.result;
    }),
  );
  const stopped = cases.filter((_, at) => results[at] !== 'ok');
  const broken = cases.filter(({ defect }) => defect !== '').length;
  const found = stopped.filter(({ defect }) => defect !== '').length;
  const exact = cases.filter(({ result }, at) => result === results[at]).length;
  return { stopped: stopped.length, broken, found, exact };
}

async function gzipSize(text: string): Promise<number> {
  const body = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return (await new Response(body).arrayBuffer()).byteLength;
}

test('docs/addresses.md has the measured accuracy (npm run docs:addresses)', async () => {
  const [parser, check] = [await measureParser(), await measureCheck()];
  const towns = ITALIAN_TOWNS.match(/ \d{5}(?=[,\n])/g)?.length;
  const rows = [
    ['addresses, of which broken', `${cases.length}, ${check.broken}`],
    ['other messages', others.length],
    ['precision of the parser', `${percent(parser.right, parser.all)} (${parser.right} of ${parser.all})`],
    ['recall of the parser', `${percent(parser.right, cases.length)} (${parser.right} of ${cases.length})`],
    ['precision of the check', `${percent(check.found, check.stopped)} (${check.found} of ${check.stopped})`],
    ['recall of the check', `${percent(check.found, check.broken)} (${check.found} of ${check.broken})`],
    ['exact result of the check', `${percent(check.exact, cases.length)} (${check.exact} of ${cases.length})`],
    ['municipalities in the data', towns],
    ['size of the data', `${Math.round(ITALIAN_TOWNS.length / 1_000)} KB`],
    ['size with gzip', `${Math.round((await gzipSize(ITALIAN_TOWNS)) / 1_000)} KB`],
  ];
  console.log(rows.map((row) => row.join(': ')).join('\n'));
  const block = ['| measure | value |', '| --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
  const written = document.replace(/(<!-- accuracy -->\n)[^]*?(<!-- end -->)/, `$1${block}\n$2`);
  await expect(written).toMatchFileSnapshot('../../../docs/addresses.md');
});

test('a third of the addresses is broken, in nine ways, each ten times or more', () => {
  const byDefect = Map.groupBy(cases, ({ defect }) => defect);
  expect(byDefect.get('')?.length).toBe(200);
  byDefect.delete('');
  expect(new Set(byDefect.keys())).toEqual(
    new Set([
      'no_number',
      'province_wrong',
      'town_of_other_province',
      'zip_generic',
      'zip_long',
      'zip_missing',
      'zip_of_other_province',
      'zip_short',
      'zip_unknown',
    ]),
  );
  expect([...byDefect.values()].every((each) => each.length >= 10)).toBe(true);
});

test('no broken address passes, and an error is called one', async () => {
  for (const { address1, address2, zip, city, province, defect, result } of cases.filter((each) => each.defect)) {
    const { check } = await checkItalianAddress({ address1, address2, zip, city, province_code: province });
    expect(check.result, `${defect}: ${address1}, ${zip} ${city} ${province}`).toBe(result);
  }
});
