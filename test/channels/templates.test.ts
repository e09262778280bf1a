import { beforeAll, describe, expect, test } from 'vitest';
import { newScene, type Scene, until } from '../support/scene';

const END = { id: 'done', do: 'end', outcome: 'said' };
type Listed = Record<string, any>;
const list = async (scene: Scene, query = '') =>
  (await scene.as('GET', `/v1/channels/${scene.channelId}/templates${query}`)).body;
const find = async (scene: Scene, name: string): Promise<Listed> =>
  (await list(scene)).data.find((template: Listed) => template.name === name);

describe('the list of templates', () => {
  test('is read from Meta page by page, with each template’s parameters', async () => {
    const scene = await newScene();
    const { data, next_cursor, read_at, stale } = await list(scene);
    expect(data.map(({ name }: Listed) => name)).toEqual([
      'cod_confirm',
      'cod_confirm_reminder',
      'cod_order_confirm',
      'cod_order_reminder',
      'cod_reminder',
      'invoice',
      'offer',
      'thanks',
    ]);
    expect([next_cursor, stale]).toEqual([null, null]);
    expect(read_at).toMatch(/^\d{4}-.*\+0[12]:00$/);
    expect(data.find(({ name }: Listed) => name === 'invoice')).toMatchObject({
      language: 'it',
      status: 'APPROVED',
      category: 'UTILITY',
      takes: {
        header: { format: 'document', parameters: [] },
        body: ['nome', 'totale', 'data'],
        buttons: [{ type: 'url', parameters: 1 }],
      },
    });
  });

  test('has consistent pages', async () => {
    const scene = await newScene();
    const first = await list(scene, '?limit=3');
    const second = await list(scene, `?limit=3&cursor=${first.next_cursor}`);
    const third = await list(scene, `?limit=3&cursor=${second.next_cursor}`);
    const names = [first, second, third].flatMap(({ data }) => data.map(({ name }: Listed) => name));
    expect(names).toEqual([
      'cod_confirm',
      'cod_confirm_reminder',
      'cod_order_confirm',
      'cod_order_reminder',
      'cod_reminder',
      'invoice',
      'offer',
      'thanks',
    ]);
    expect(third.next_cursor).toBeNull();
  });

  test('is read again on request, and stays the same, with the reason, if Meta fails', async () => {
    const scene = await newScene();
    await list(scene);
    await scene.configureMeta({
      templates: [{ name: 'new', language: 'it', status: 'PENDING', category: 'UTILITY', components: [] }],
    });
    expect((await list(scene)).data).toHaveLength(8);
    expect((await list(scene, '?refresh=true')).data.map(({ name }: Listed) => name)).toEqual(['new']);
    await scene.configureMeta({ templates: { code: 2 } });
    const kept = await list(scene, '?refresh=true');
    expect(kept.data.map(({ name }: Listed) => name)).toEqual(['new']);
    expect(kept.stale).toBe('meta_2');
  });

  test('is updated by webhooks: status with its reason, category, quality', async () => {
    const scene = await newScene();
    await list(scene);
    const sendUpdate = (field: string, more: Record<string, unknown>) =>
      scene.accountWebhook(field, {
        message_template_id: 1,
        message_template_name: 'thanks',
        message_template_language: 'it',
        ...more,
      });
    await sendUpdate('message_template_status_update', { event: 'REJECTED', reason: 'INVALID_FORMAT' });
    await sendUpdate('template_category_update', { previous_category: 'UTILITY', new_category: 'MARKETING' });
    await sendUpdate('message_template_quality_update', { previous_quality_score: 'GREEN', new_quality_score: 'RED' });
    await until(async () =>
      expect(await find(scene, 'thanks')).toMatchObject({
        status: 'REJECTED',
        reason: 'INVALID_FORMAT',
        category: 'MARKETING',
        quality: 'RED',
      }),
    );
    expect(await find(scene, 'offer')).toMatchObject({ status: 'APPROVED', quality: null });
  });

  test('a reason that is longer than a reason of Meta is cut', async () => {
    const scene = await newScene();
    await list(scene);
    await scene.accountWebhook('message_template_status_update', {
      message_template_id: 1,
      message_template_name: 'thanks',
      message_template_language: 'it',
      event: 'REJECTED',
      reason: `${'x'.repeat(500)}yz`,
    });
    await until(async () => expect((await find(scene, 'thanks')).reason).toBe('x'.repeat(500)));
  });

  test('of another account is not found', async () => {
    const [mine, other] = await Promise.all([newScene(), newScene()]);
    expect((await other.as('GET', `/v1/channels/${mine.channelId}/templates`)).status).toBe(404);
  });
});

describe('saving a flow', () => {
  const STATES = ['PENDING', 'IN_APPEAL', 'REJECTED', 'PAUSED', 'DISABLED', 'FLAGGED'];
  const body = { type: 'BODY', text: 'Ciao {{1}}, {{2}}' };
  const header = (format: string, text?: string) => ({ type: 'HEADER', format, text });
  const TEMPLATES = [
    ...STATES.map((status) => ({
      name: status.toLowerCase(),
      language: 'it',
      status,
      category: 'UTILITY',
      components: [],
    })),
    ...[
      { name: 'two', components: [body] },
      { name: 'named', components: [{ type: 'BODY', text: 'Ciao {{nome}}' }] },
      { name: 'text_header', components: [header('TEXT', 'Ordine {{1}}')] },
      { name: 'image_header', components: [header('IMAGE')] },
      {
        name: 'buttons',
        components: [
          {
            type: 'BUTTONS',
            buttons: [
              { type: 'QUICK_REPLY', text: 'Sì' },
              { type: 'URL', text: 'Apri', url: 'https://shop.example/{{1}}' },
            ],
          },
        ],
      },
    ].map((template) => ({ ...template, language: 'it', status: 'APPROVED', category: 'UTILITY' })),
  ];
  let scene: Scene;
  beforeAll(async () => {
    scene = await newScene();
    await scene.configureMeta({ templates: TEMPLATES });
  });

  const save = async (form: Record<string, unknown>, member = 'template', on = scene) => {
    const step = { id: 'say', do: 'send_message', to: '+393331234567', [member]: { language: 'it', ...form } };
    const text = member === 'template' ? {} : { text: 'x' };
    const { status, body: saved } = await on.as('PUT', `/v1/flows/f${crypto.randomUUID()}`, {
      name: 'f',
      steps: [{ ...step, ...text }, END],
    });
    const found = (each: any) => `${each.path.replace('/steps/0/', '')} ${each.code}`;
    return { status, errors: (saved.errors ?? []).map(found), warnings: (saved.warnings ?? []).map(found) };
  };
  const refused = (...errors: string[]) => ({ status: 422, errors, warnings: [] });
  const SAVED = { status: 201, errors: [], warnings: [] };

  test.each<[string, Record<string, unknown>, string]>([
    ['a template that is not there', { name: 'nosuch' }, 'template/name template_unknown'],
    ['another language', { name: 'two', language: 'de' }, 'template/language template_unknown'],
    ['one that was rejected', { name: 'rejected' }, 'template/name template_rejected'],
    ['one that is paused', { name: 'paused' }, 'template/name template_paused'],
    ['one that is disabled', { name: 'disabled' }, 'template/name template_disabled'],
    ['too few parameters', { name: 'two', body: ['a'] }, 'template/body template_parameters'],
    ['too many', { name: 'two', body: ['a', 'b', 'c'] }, 'template/body template_parameters'],
    [
      'a name where they are counted',
      { name: 'two', body: ['a', { name: 'x', text: 'b' }] },
      'template/body/1 template_parameters',
    ],
    ['none where they are named', { name: 'named', body: ['a'] }, 'template/body/0 template_parameters'],
    ['a wrong name', { name: 'named', body: [{ name: 'cognome', text: 'a' }] }, 'template/body/0 template_parameters'],
    ['a header that is missing', { name: 'text_header' }, 'template/header template_header'],
    ['a header that is not taken', { name: 'two', body: ['a', 'b'], header: 'x' }, 'template/header template_header'],
    ['a text for an image', { name: 'image_header', header: 'x' }, 'template/header template_header'],
    [
      'a video for an image',
      { name: 'image_header', header: { kind: 'video', media_id: '1' } },
      'template/header template_header',
    ],
    [
      'a button too many',
      { name: 'buttons', buttons: ['A', { url: 'x' }, 'B'] },
      'template/buttons/2 template_buttons',
    ],
    ['the end of a URL missing', { name: 'buttons', buttons: ['A'] }, 'template/buttons template_buttons'],
    [
      'a URL for a quick reply',
      { name: 'buttons', buttons: [{ url: 'x' }, { url: 'x' }] },
      'template/buttons/0 template_buttons',
    ],
  ])('is refused with an issue: %s', async (_, form, issue) => {
    expect(await save(form)).toEqual(refused(issue));
  });

  test('is refused with all issues at once, also those of the fallback', async () => {
    const { status, errors } = await save({ name: 'paused', body: ['a'] });
    expect([status, new Set(errors)]).toEqual([
      422,
      new Set(['template/name template_paused', 'template/body template_parameters']),
    ]);
    expect(await save({ name: 'nosuch' }, 'fallback_template')).toEqual(
      refused('fallback_template/name template_unknown'),
    );
  });

  test('succeeds if everything fits, with a warning while Meta reviews a template', async () => {
    expect(await save({ name: 'two', body: ['a', 'b'] })).toEqual(SAVED);
    expect(await save({ name: 'named', body: [{ name: 'nome', text: 'a' }] })).toEqual(SAVED);
    expect(await save({ name: 'image_header', header: { kind: 'image', media_id: '1' } })).toEqual(SAVED);
    expect(await save({ name: 'buttons', buttons: ['A', { url: 'x' }] })).toEqual(SAVED);
    expect(await save({ name: 'flagged' })).toEqual(SAVED);
    expect(await save({ name: 'pending' })).toEqual({ ...SAVED, warnings: ['template/name template_pending'] });
    expect(await save({ name: 'in_appeal' })).toEqual({ ...SAVED, warnings: ['template/name template_in_appeal'] });
  });

  test('succeeds with a warning if Meta fails, whether or not the templates were known', async () => {
    const away = await newScene();
    await away.configureMeta({ templates: { code: 190 } });
    const unchecked = 'template template_not_checked';
    expect(await save({ name: 'nosuch' }, 'template', away)).toEqual({ ...SAVED, warnings: [unchecked] });
    await away.configureMeta({ templates: TEMPLATES });
    await save({ name: 'flagged' }, 'template', away);
    await away.configureMeta({ templates: { code: 2 } });
    expect(await save({ name: 'made_since' }, 'template', away)).toEqual({
      ...SAVED,
      warnings: [unchecked, 'template/name template_unknown'],
    });
  });

  test('requires an existing channel', async () => {
    const { status, body: answer } = await scene.as('PUT', '/v1/flows/elsewhere', {
      name: 'f',
      channel: (await newScene()).channelId,
      steps: [{ id: 'say', do: 'send_message', to: '+393331234567', text: 'x' }, END],
    });
    expect([status, answer.errors[0]]).toMatchObject([422, { path: '/channel', code: 'channel_not_found' }]);
  });
});
