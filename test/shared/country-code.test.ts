import { expect, test, vi } from 'vitest';
import { COUNTRY_CODES, countryCode } from '../../src/shared/phone/country-code';
import { accountCountry, currencyCountry } from '../../src/shared/phone/home-country';

test.each([
  ['IT', 'IT ITA it Italy Italia ITALIA Italien'],
  ['DE', 'DE DEU Germany Germania Deutschland deutschland'],
  ['FR', 'FR FRA France Francia'],
  ['ES', 'ES ESP Spain Spagna España espana'],
  ['GB', 'GB GBR UK uk England Scozia Galles'],
  ['US', 'US USA U.S.A. America'],
  ['CZ', 'CZ CZE Czechia Cechia Česko cesko'],
  ['NL', 'NL NLD Netherlands Olanda Nederland Holland'],
  ['AT', 'AT AUT Austria Österreich Oesterreich'],
  ['CH', 'CH CHE Switzerland Svizzera Schweiz Suisse Svizra'],
  ['BE', 'BE BEL Belgium Belgio Belgique België Belgien'],
  ['GR', 'GR GRC EL Greece Grecia Ελλάδα ΕΛΛΑΔΑ'],
  ['PL', 'PL POL Poland Polonia Polska'],
  ['HU', 'HU HUN Hungary Ungheria Magyarország'],
  ['RO', 'RO ROU Romania România'],
  ['BG', 'BG BGR Bulgaria България'],
  ['HR', 'HR HRV Croatia Croazia Hrvatska'],
  ['SI', 'SI SVN Slovenia Slovenija'],
  ['SK', 'SK SVK Slovakia Slovacchia Slovensko'],
  ['SE', 'SE SWE Sweden Svezia Sverige'],
  ['DK', 'DK DNK Denmark Danimarca Danmark'],
  ['FI', 'FI FIN Finland Finlandia Suomi'],
  ['NO', 'NO NOR Norway Norvegia Norge Noreg'],
  ['IE', 'IE IRL Ireland Irlanda Éire'],
  ['PT', 'PT PRT Portugal Portogallo'],
  ['EE', 'EE EST Estonia Eesti'],
  ['LV', 'LV LVA Latvia Lettonia Latvija'],
  ['LT', 'LT LTU Lithuania Lituania Lietuva'],
  ['LU', 'LU LUX Luxembourg Lussemburgo Lëtzebuerg Luxemburg'],
  ['MT', 'MT MLT Malta'],
  ['CY', 'CY CYP Cyprus Cipro Κύπρος Kıbrıs'],
  ['TR', 'TR TUR Turkey Turchia Türkiye Turkiye'],
  ['BR', 'BR BRA Brazil Brasile Brasil'],
  ['MX', 'MX MEX Mexico México Messico'],
  ['AR', 'AR ARG Argentina'],
  ['UA', 'UA UKR Ukraine Ucraina Україна'],
  ['JP', 'JP JPN Japan Giappone 日本'],
])('%s is meant by %s', (code, names) => {
  expect(names.split(' ').map((name) => [name, countryCode(name)])).toEqual(
    names.split(' ').map((name) => [name, code]),
  );
});

test.each([
  ['United Kingdom', 'GB'],
  ['Regno Unito', 'GB'],
  ['Gran Bretagna', 'GB'],
  ['Great Britain', 'GB'],
  ['Northern Ireland', 'GB'],
  ['The Netherlands', 'NL'],
  ['the netherlands', 'NL'],
  ['Paesi Bassi', 'NL'],
  ['Czech Republic', 'CZ'],
  ['Repubblica Ceca', 'CZ'],
  ['Česká republika', 'CZ'],
  ['Stati Uniti', 'US'],
  ["Stati Uniti d'America", 'US'],
  ['STATI UNITI D’AMERICA', 'US'],
  ['United States of America', 'US'],
  ['U.S.', 'US'],
  ['San Marino', 'SM'],
  ['Città del Vaticano', 'VA'],
  ['Bosnia ed Erzegovina', 'BA'],
  ['  Italia  ', 'IT'],
  ['Bundesrepublik Deutschland', 'DE'],
  ["Cote d'Ivoire", 'CI'],
  ['South Korea', 'KR'],
  ['Corea del Sud', 'KR'],
])('«%s» is %s', (name, code) => {
  expect(countryCode(name)).toBe(code);
});

test.each(['', ' ', 'XX', 'EU', 'ZZZ', 'Atlantide', 'Roma', '39', '🇮🇹', 'x'.repeat(1_000)])(
  '«%s» is no country',
  (name) => {
    expect(countryCode(name)).toBeNull();
  },
);

test('every country is recognised by the names that Intl returns', () => {
  for (const language of ['en', 'it']) {
    const names = new Intl.DisplayNames([language], { type: 'region' });
    for (const code of COUNTRY_CODES) expect([code, countryCode(names.of(code) ?? '')]).toEqual([code, code]);
  }
});

test.each([
  ['Europe/Rome', 'EUR', 'IT'],
  ['Europe/Berlin', 'EUR', 'DE'],
  ['Europe/Paris', 'EUR', 'FR'],
  ['Europe/Madrid', 'EUR', 'ES'],
  ['Europe/London', 'GBP', 'GB'],
  ['Europe/Zurich', 'CHF', 'CH'],
  ['Europe/Vienna', 'EUR', 'AT'],
  ['Europe/Amsterdam', 'EUR', 'NL'],
  ['America/Sao_Paulo', 'BRL', 'BR'],
  ['America/Mexico_City', 'MXN', 'MX'],
  ['America/Argentina/Buenos_Aires', 'ARS', 'AR'],
  ['Europe/Kyiv', 'UAH', 'UA'],
  ['Asia/Kolkata', 'INR', 'IN'],
  ['UTC', 'PLN', 'PL'],
  ['UTC', 'EUR', 'IT'],
])('an account in %s with %s trades in %s', (timeZone, currency, country) => {
  expect(accountCountry({ timeZone, currency })).toBe(country);
});

test('the country of a zone without a country is looked up once', () => {
  const made = vi.spyOn(Intl, 'DateTimeFormat');
  for (let i = 0; i < 3; i += 1) expect(accountCountry({ timeZone: 'Etc/GMT+3', currency: 'BRL' })).toBe('BR');
  expect(made.mock.calls.length).toBeLessThanOrEqual(1);
  made.mockRestore();
  expect(accountCountry({ timeZone: 'Etc/GMT+3', currency: 'PLN' })).toBe('PL');
});

test.each([
  ['BRL', 'BR'],
  ['USD', 'US'],
  ['EUR', null],
  ['XOF', null],
  ['USDC', null],
  ['', null],
])('the currency %s is that of %s', (currency, country) => {
  expect(currencyCountry(currency)).toBe(country);
});
