import { beforeAll, expect, test } from 'vitest';
import { flowShop } from '../support/flow-shop';
import { elementHtml, unescapeHtml, visibleText } from '../support/page-text';
import type { Scene } from '../support/scene';
import { type Browser, type PageResponse, signedInBrowser } from '../support/signed-in-browser';

const label = (it: string, en: string) => ({ it, en });
const SETTINGS = {
  site: { type: 'url', required: true, label: label('Sito', 'Site') },
  greeting: { type: 'text', default: 'Ciao', label: label('Saluto', 'Greeting') },
  shop: { type: 'template_text', default: '', label: label('Negozio', 'Shop') },
  after: { type: 'duration', default: '24h', min: '1h', max: '7d', label: label('Promemoria dopo', 'Reminder after') },
  hours: {
    type: 'hours',
    default: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '20:00' },
    label: label('Orari', 'Hours'),
  },
  yes: { type: 'words', default: ['sì', 'ok'], label: label('Parole del sì', 'Words for yes') },
  least: { type: 'number', default: 10, min: 0, max: 50, label: label('Minimo', 'Least') },
  gift: { type: 'boolean', default: true, label: label('Regalo', 'Gift') },
  tone: {
    type: 'choice',
    default: 'tu',
    label: label('Tono', 'Tone'),
    choices: [
      { value: 'tu', label: label('dai del tu', 'informal') },
      { value: 'lei', label: label('dai del lei', 'formal') },
    ],
  },
};
const send = (id: string, text: string) => ({ id, do: 'send_message', to: '{{ request.user_key }}', text });
const FLOW = {
  name: 'Promemoria',
  trigger: { on: 'order.created', when: "order.payment_method == 'cod'" },
  settings: SETTINGS,
  send_window: '{{ settings.hours }}',
  steps: [
    {
      id: 'ask',
      do: 'send_message',
      to: '{{ request.user_key }}',
      template: {
        name: 'cod_confirm',
        language: 'it',
        body: [
          '{{ settings.greeting }}',
          '{{ settings.shop }} {{ settings.least }} {{ settings.gift }} {{ settings.tone }}',
        ],
        buttons: ['CONFIRM', 'CANCEL'],
      },
    },
    {
      id: 'answer',
      do: 'wait_for_reply',
      timeout: '{{ settings.after }}',
      cases: [
        { button: 'CONFIRM', goto: 'site' },
        { text: '{{ settings.yes }}', goto: 'site' },
      ],
      otherwise: 'done',
      on_timeout: 'remind',
    },
    {
      id: 'remind',
      do: 'send_message',
      to: '{{ request.user_key }}',
      template: {
        name: 'cod_confirm',
        language: 'it',
        body: ['Allora', '{{ settings.shop }}'],
        buttons: ['CONFIRM', 'CANCEL'],
      },
    },
    { id: 'done', do: 'end', outcome: 'no_answer' },
    send('site', 'Grazie: {{ settings.site }}'),
    { id: 'yes', do: 'end', outcome: 'confirmed' },
  ],
};
const PATH = '/account/profile/flows/promemoria/settings';
const KEY = '/v1/flows/promemoria';

/** The form as a browser sends it, from the page: what is checked, chosen and typed. */
function formOf({ text }: PageResponse): Record<string, string | string[]> {
  const form = /<form[^>]* data-preview=.*?<\/form>/s.exec(text)?.[0] ?? '';
  const fields: Record<string, string[]> = {};
  const addTo = (name: string, value: string) => {
    fields[name] = [...(fields[name] ?? []), unescapeHtml(value)];
  };
  for (const [tag] of form.matchAll(/<input\b[^>]*>/g)) {
    const name = / name="([^"]*)"/.exec(tag)?.[1];
    const isOff = /type="(checkbox|radio)"/.test(tag) && !/ checked/.test(tag);
    if (name && !isOff) addTo(name, / value="([^"]*)"/.exec(tag)?.[1] ?? '');
  }
  for (const [, name = '', body = ''] of form.matchAll(/<textarea[^>]* name="([^"]*)"[^>]*>\n?(.*?)<\/textarea>/gs)) {
    addTo(name, body);
  }
  for (const [, name = '', body = ''] of form.matchAll(/<select[^>]* name="([^"]*)"[^>]*>(.*?)<\/select>/gs)) {
    addTo(name, /<option value="([^"]*)"[^>]* selected/.exec(body)?.[1] ?? '');
  }
  return fields;
}
const finding = ({ text }: PageResponse, name: string): string =>
  visibleText(new RegExp(`<p id="setting_${name}-finding"[^>]*>(.*?)</p>`, 's').exec(text)?.[1] ?? '');
const chat = (page: PageResponse): string => visibleText(elementHtml(page, 'preview'));

let scene: Scene;
let browser: Browser;
let page: PageResponse;
const settings = async () => (await scene.as('GET', `${KEY}/settings`)).body;
/** Opens the form, types into it and presses a button. */
async function type(fields: Record<string, string | string[]>, button = PATH): Promise<PageResponse> {
  page = await browser.get(PATH);
  return browser.post(button, { ...formOf(page), ...fields });
}

beforeAll(async () => {
  ({ scene, browser } = await flowShop());
  await scene.saveFlow(FLOW, 'promemoria');
});

test('the form has a field for each type, and unchanged it saves nothing', async () => {
  page = await browser.get(PATH);
  const shown = visibleText(elementHtml(page, 'settings'));
  expect(shown).toMatch(/Site \(required\).*Greeting.*Shop.*Reminder after seconds|Site \(required\)/);
  expect(shown).toContain('Default: 24 h. At least 1 h. At most 7 days.');
  expect(shown).toContain('Default: Mon–Fri 09:00–20:00.');
  expect(shown).toContain('informal formal');
  expect(page.text).toMatch(/<input type="checkbox" name="setting_hours\.days" value="mon" checked=""\/>/);
  expect(page.text).toMatch(/<input type="checkbox" name="setting_hours\.days" value="sun"\/>/);
  const same = await browser.post(PATH, formOf(page));
  expect(same.location).toBe(`${PATH}?done=same`);
  expect((await settings()).$version).toBe(1);
  const italian = await signedInBrowser(scene, 'it');
  expect(visibleText(elementHtml(await italian.get(PATH), 'settings'))).toMatch(
    /Sito \(obbligatorio\).*Promemoria dopo/,
  );
});

test('what is typed is saved as a version, which the preview, the simulator and a real run use', async () => {
  const typed = {
    setting_site: 'https://shop.example/recensioni',
    setting_greeting: 'Buongiorno Ada',
    setting_shop: 'Bottega',
    'setting_after.count': '12',
    'setting_hours.days': ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    'setting_hours.from': '00:00',
    'setting_hours.to': '23:59',
    setting_yes: 'volentieri\n\n  certo  \n',
    setting_least: '2,5',
    setting_gift: [],
    setting_tone: 'lei',
  };
  const said = 'Ciao Buongiorno Ada, confermi il tuo ordine di Bottega 2.5 false lei in contrassegno?';
  const drawn = await type({ ...typed, preview_customer: 'silent' }, `${PATH}/preview`);
  expect(chat(drawn)).toContain(said);
  expect(chat(drawn)).toContain('12 hrs later');
  expect((await settings()).$version).toBe(1);
  const saved = await type(typed);
  expect(saved.location).toBe(`${PATH}?done=saved`);
  expect(await settings()).toMatchObject({
    site: 'https://shop.example/recensioni',
    greeting: 'Buongiorno Ada',
    shop: 'Bottega',
    after: '12h',
    hours: { days: typed['setting_hours.days'], from: '00:00', to: '23:59' },
    yes: ['volentieri', 'certo'],
    least: 2.5,
    gift: false,
    tone: 'lei',
    $version: 2,
    $missing: [],
  });
  const after = await browser.get(PATH);
  expect(formOf(after)).toMatchObject({
    setting_yes: ['volentieri\ncerto'],
    setting_least: ['2.5'],
    'setting_after.count': ['12'],
  });
  expect(chat(after)).toContain(said);
  const simulated = await scene.as('POST', `${KEY}/simulate`, { now: '2026-07-01T10:00:00' });
  expect(simulated.body.messages.map(({ at }: { at: string }) => at.slice(11, 16))).toEqual(['10:00', '22:00']);

  await browser.get('/account/profile/flows/promemoria');
  await browser.post('/account/profile/flows/promemoria/active', { active: 'true' });
  const requestId = await scene.start('promemoria');
  await scene.waitForStatus(requestId, 'waiting');
  await scene.reply({ text: 'Volentieri!' });
  expect(await scene.waitForStatus(requestId, 'completed')).toMatchObject({ outcome: 'confirmed', flow_version: 2 });
  const [ask, thanks] = await scene.sentMessages();
  expect(JSON.stringify(ask?.body.template.components)).toContain('Buongiorno Ada');
  expect(thanks?.body.text.body).toBe('Grazie: https://shop.example/recensioni');
});

const words = (count: number) => Array.from({ length: count }, (_, i) => `parola ${i}`).join('\n');
const WRONG: [string, Record<string, string | string[]>, string][] = [
  ['after', { 'setting_after.count': '0' }, 'Enter a whole number, such as 24; 90 days at most.'],
  ['after', { 'setting_after.count': '1.5' }, 'Enter a whole number, such as 24; 90 days at most.'],
  ['after', { 'setting_after.count': '30', 'setting_after.unit': 'm' }, 'Enter at least 1 h.'],
  ['after', { 'setting_after.count': '8', 'setting_after.unit': 'd' }, 'Enter at most 7 days.'],
  [
    'after',
    { 'setting_after.count': '99999999', 'setting_after.unit': 'd' },
    'Enter a whole number, such as 24; 90 days at most.',
  ],
  [
    'after',
    { 'setting_after.count': '2', 'setting_after.unit': 'weeks' },
    'Enter a whole number, such as 24; 90 days at most.',
  ],
  ['hours', { 'setting_hours.days': [] }, 'Choose at least one day.'],
  ['hours', { 'setting_hours.days': ['mon', 'someday'] }, 'Choose at least one day.'],
  ['hours', { 'setting_hours.from': '23:59' }, 'Enter two times; the first must be before the second.'],
  ['hours', { 'setting_hours.to': '' }, 'Enter two times; the first must be before the second.'],
  ['yes', { setting_yes: words(51) }, 'Enter 1 to 50 replies, one per line, each of up to 200 characters.'],
  ['yes', { setting_yes: 'x'.repeat(201) }, 'Enter 1 to 50 replies, one per line, each of up to 200 characters.'],
  ['yes', { setting_yes: 'x\n'.repeat(40_000) }, 'Enter 1 to 50 replies, one per line, each of up to 200 characters.'],
  [
    'site',
    { setting_site: 'http://shop.example' },
    'Enter an address that starts with https://, such as https://www.example.com.',
  ],
  [
    'site',
    { setting_site: `https://shop.example/${'x'.repeat(2_048)}` },
    'Enter an address that starts with https://, such as https://www.example.com.',
  ],
  ['least', { setting_least: 'tanti' }, 'Enter a number, such as 10 or 2.5.'],
  ['least', { setting_least: '51' }, 'Enter at most 50.'],
  ['least', { setting_least: '-1' }, 'Enter at least 0.'],
  ['tone', { setting_tone: 'voi' }, 'Choose one of the options.'],
  ['greeting', { setting_greeting: 'x'.repeat(4_097) }, 'Shorten it: at most 4096 characters.'],
  ['shop', { setting_shop: 'x'.repeat(1_025) }, 'Shorten it: at most 1024 characters.'],
  ['shop', { setting_shop: 'due\nrighe' }, 'Write it on one line, without five spaces in a row.'],
];

test('a value that does not fit is named at its field, everything typed stays, and nothing is saved', async () => {
  const before = (await settings()).$version;
  for (const [name, fields, told] of WRONG) {
    const refused = await type(fields);
    expect([refused.status, finding(refused, name)]).toEqual([422, told]);
    expect(visibleText(refused.text)).toContain('Not saved. Check the fields marked below.');
    const kept = formOf(refused);
    for (const [field, value] of Object.entries(fields)) {
      // A menu, boxes and circles show only what they offer.
      const isChosen = field.endsWith('.unit') || field.endsWith('.days') || field === 'setting_tone';
      if (!isChosen) expect([field, kept[field]]).toEqual([field, [value].flat()]);
    }
    expect(kept.version).toEqual([String(before)]);
    expect(chat(refused)).toContain('The preview shows the saved settings');
  }
  expect((await settings()).$version).toBe(before);
});

test('empty fields take the defaults, and a required one without a value holds the flow back', async () => {
  const cleared = await type({
    setting_site: '',
    'setting_after.count': '',
    'setting_hours.days': [],
    'setting_hours.from': '',
    'setting_hours.to': '',
    setting_yes: '',
    setting_least: '',
  });
  expect(cleared.location).toBe(`${PATH}?done=saved`);
  expect(await settings()).toMatchObject({
    site: null,
    after: '24h',
    hours: SETTINGS.hours.default,
    yes: ['sì', 'ok'],
    least: 10,
    $active: false,
    $missing: ['site'],
  });
  page = await browser.get(PATH);
  expect(visibleText(page.text)).toContain('To switch it on, fill in: “Site”.');
  expect(elementHtml(page, 'preview')).toContain('Ciao');
  const active = '/account/profile/flows/promemoria/active';
  await browser.get('/account/profile/flows/promemoria');
  expect((await browser.post(active, { active: 'true' })).status).toBe(422);
  expect((await settings()).$active).toBe(false);
  await type({ setting_site: 'https://shop.example' });
  await browser.get('/account/profile/flows/promemoria');
  expect((await browser.post(active)).location).toBe('/account/profile/flows/promemoria?done=flow_on');
  expect((await settings()).$active).toBe(true);
});

test('a second tab that saves later gets a clear conflict, keeps what was typed and can save again', async () => {
  const [first, second] = [browser, await signedInBrowser(scene)];
  const [mine, theirs] = [formOf(await first.get(PATH)), formOf(await second.get(PATH))];
  expect((await first.post(PATH, { ...mine, 'setting_after.count': '6', 'setting_after.unit': 'h' })).status).toBe(303);
  const version = (await settings()).$version;
  const late = await second.post(PATH, {
    ...theirs,
    'setting_after.count': '3',
    'setting_after.unit': 'h',
    setting_shop: 'Altra',
  });
  expect(late.status).toBe(409);
  const told = visibleText(elementHtml(late, 'settings'));
  expect(told).toContain(`Someone has saved this flow in the meantime: it is now at version ${version}.`);
  expect(told).toContain('Reminder after: 6 h → 3 h');
  expect(formOf(late)).toMatchObject({
    'setting_after.count': ['3'],
    setting_shop: ['Altra'],
    version: [String(version)],
  });
  expect((await settings()).after).toBe('6h');
  expect((await second.post(PATH, formOf(late))).location).toBe(`${PATH}?done=saved`);
  expect(await settings()).toMatchObject({ after: '3h', shop: 'Altra', $version: version + 1 });

  // Two tabs that press at the same moment: one saves, the other is told.
  const [one, two] = [formOf(await first.get(PATH)), formOf(await second.get(PATH))];
  const both = await Promise.all([
    first.post(PATH, { ...one, 'setting_after.count': '4' }),
    second.post(PATH, { ...two, 'setting_after.count': '5' }),
  ]);
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409]);
  expect((await settings()).$version).toBe(version + 2);
});

test('a text that takes another template says that Meta has to approve it', async () => {
  const choices = ['cod_confirm', 'cod_order_confirm'].map((value) => ({ value }));
  const used = { name: '{{ settings.which }}', language: 'it', body: ['Ada', '1'], buttons: ['CONFIRM', 'CANCEL'] };
  const flow = {
    settings: { which: { type: 'choice', default: 'cod_confirm', choices } },
    steps: [
      { id: 'ask', do: 'send_message', to: '{{ request.user_key }}', template: used },
      { id: 'done', do: 'end', outcome: 'ok' },
    ],
  };
  const path = '/account/profile/flows/chosen/settings';
  await scene.saveFlow(flow, 'chosen');
  const saved = await browser.post(path, { ...formOf(await browser.get(path)), setting_which: 'cod_order_confirm' });
  expect(saved.location).toBe(`${path}?done=saved_meta`);
  expect(visibleText((await browser.get(saved.location ?? '')).text)).toContain('Meta has to approve it');
});
