import { findFlow } from '../../domain/flows/list-flows';
import { putSettings, restoreSettings } from '../../domain/flows/setting-changes/change-settings';
import { type FlowSettings, settingsOf } from '../../domain/flows/setting-changes/read-settings';
import { settingsHistory } from '../../domain/flows/setting-changes/settings-history';
import { Setting } from '../../domain/flows/settings/setting';
import { FlowKey } from '../../shared/flows/flow-key';
import { AnyJson } from '../../shared/json/json-schemas';
import { LANGUAGES } from '../../shared/text/language';
import { formatInstant } from '../../shared/time/time-zone';
import { jsonRequestBody, jsonResponse, problem } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { cursorAfter, listOf, toPageParams, versionPageQuery } from '../request/pagination';
import { Instant, JsonRecord } from '../resources/common';

const params = z.object({ key: FlowKey });
const missing = problem('The account has no such flow');
const path = '/v1/flows/{key}/settings';

/** No setting's name begins with `$`. */
const FlowSettingsResource = z
  .object({
    $version: z.number().int().meta({ description: 'The version of the flow' }),
    $active: z.boolean(),
    $missing: z
      .array(z.string())
      .meta({ description: 'Required settings without a value: the flow cannot be activated' }),
    $definitions: z
      .record(z.string(), Setting)
      .meta({ description: 'Type, label, default and limits of each setting, as the flow declares them' }),
  })
  .catchall(AnyJson)
  .meta({
    id: 'FlowSettings',
    description: 'The value of each setting, or else its default; null for one that has neither',
    example: {
      remind_after: '12h',
      $version: 4,
      $active: true,
      $missing: [],
      $definitions: {
        remind_after: {
          type: 'duration',
          label: { it: 'Promemoria dopo', en: 'Reminder after' },
          default: '24h',
          min: '1h',
          max: '72h',
        },
      },
    },
  });

const GivenSettings = z
  .object({
    $version: z
      .number()
      .int()
      .min(1)
      .optional()
      .meta({ description: 'The version that the caller has read: fails with flow_changed where another is current' }),
    $active: z.unknown().optional().meta({ description: 'Ignored, so that an answer can be sent back' }),
    $missing: z.unknown().optional().meta({ description: 'Ignored' }),
    $definitions: z.unknown().optional().meta({ description: 'Ignored' }),
  })
  .catchall(AnyJson)
  .meta({ id: 'GivenSettings', example: { remind_after: '12h' } });

const SettingsVersion = z.object({
  version: z.number().int(),
  created_at: Instant,
  values: JsonRecord,
  changes: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      before: AnyJson,
      after: AnyJson,
      text: z.string().meta({ description: 'The change in words', example: 'Reminder after: 24 h → 12 h' }),
    }),
  ),
});

const present = ({ flow, definitions, values, missing: names }: FlowSettings) => ({
  ...values,
  $version: flow.version,
  $active: flow.active,
  $missing: names,
  $definitions: definitions as z.infer<typeof FlowSettingsResource>['$definitions'],
});

const show = operation({
  method: 'get',
  path,
  scope: 'settings:read',
  summary: 'Get the values and the definitions of the settings of a flow',
  request: { params },
  responses: { 200: jsonResponse('The settings', FlowSettingsResource), 404: missing },
});
const changed = problem('Another version of the flow is current than the given one');
const put = operation({
  method: 'put',
  path,
  scope: 'settings:write',
  summary: 'Replace the values of the settings of a flow; a setting that is left out gets its default',
  request: { params, body: jsonRequestBody(GivenSettings) },
  responses: {
    200: jsonResponse('The values are those of the current version, so no version was created', FlowSettingsResource),
    201: jsonResponse('The settings of the new version', FlowSettingsResource),
    404: missing,
    409: changed,
  },
});
const history = operation({
  method: 'get',
  path: `${path}/history`,
  scope: 'settings:read',
  summary: 'List the versions in which the settings of a flow changed, in words',
  request: {
    params,
    query: z.object({
      ...versionPageQuery,
      language: z.enum(LANGUAGES).default('en').meta({ description: 'The language of labels and texts' }),
    }),
  },
  responses: {
    200: jsonResponse(
      'A page of versions, newest first; a page may have fewer rows than `limit`',
      listOf(SettingsVersion, 'SettingsHistory'),
    ),
    404: missing,
  },
});
const restore = operation({
  method: 'post',
  path: `${path}/restore`,
  scope: 'settings:write',
  summary: 'Give the settings of a flow the values that they had in an earlier version; its steps stay',
  request: {
    params,
    body: jsonRequestBody(
      z.strictObject({ version: z.number().int().min(1).max(1_000_000_000) }).meta({ example: { version: 3 } }),
    ),
  },
  responses: {
    200: jsonResponse('The values are those of the current version, so no version was created', FlowSettingsResource),
    201: jsonResponse('The settings of the new version', FlowSettingsResource),
    404: problem('The account has no such flow, or the flow has no such version'),
  },
});

export const flowSettingsApi = newApi()
  .openapi(show, async (c) => {
    const { flow, definition } = await findFlow(c.get('deps'), c.get('caller'), c.req.valid('param').key);
    return c.json(present(settingsOf(flow, definition)), 200);
  })
  .openapi(put, async (c) => {
    const {
      $version: expectedVersion,
      $active: _active,
      $missing: _missing,
      $definitions: _,
      ...given
    } = c.req.valid('json');
    const input = { key: c.req.valid('param').key, given, expectedVersion };
    const { settings, created } = await putSettings(c.get('deps'), c.get('caller'), input);
    return c.json(present(settings), created ? 201 : 200);
  })
  .openapi(history, async (c) => {
    const { language, ...query } = c.req.valid('query');
    const { limit, after: before } = toPageParams(query);
    const input = { key: c.req.valid('param').key, limit, before, language };
    const { rows, nextBefore } = await settingsHistory(c.get('deps'), c.get('caller'), input);
    const { timeZone } = c.get('caller').account;
    const data = rows.map(({ createdAt, ...row }) => ({ ...row, created_at: formatInstant(createdAt, timeZone) }));
    return c.json({ data, next_cursor: nextBefore === null ? null : cursorAfter(String(nextBefore)) }, 200);
  })
  .openapi(restore, async (c) => {
    const input = { key: c.req.valid('param').key, version: c.req.valid('json').version };
    const { settings, created } = await restoreSettings(c.get('deps'), c.get('caller'), input);
    return c.json(present(settings), created ? 201 : 200);
  });
