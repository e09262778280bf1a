import { z } from 'zod';
import type { Channel } from '../../db/channels/channels';
import type { Template } from '../../db/channels/templates';
import { aadFor } from '../../shared/crypto/encryption';
import { AppError } from '../../shared/errors/app-error';
import { FlowKey } from '../../shared/flows/flow-key';
import type { JsonObject } from '../../shared/json/json';
import { LANGUAGES } from '../../shared/text/language';
import { newAuditEntry } from '../audit/new-audit-entry';
import { findChannel } from '../channels/find-channel';
import { findLibraryTemplate } from '../channels/templates/find-library-template';
import { findReadyTemplate, type ReadyTemplate } from '../channels/templates/ready-templates';
import { syncTemplates } from '../channels/templates/sync-templates';
import { templateProblems } from '../channels/templates/template-rules';
import { templateShapeOf } from '../channels/templates/template-shape';
import { readyFlows } from '../flows/ready-flows';
import type { Context, Deps } from '../ports';
import { withLease } from '../with-lease';
import { describeTemplate, type FlowTemplate, stateOf, withoutText } from './describe-template';
import { neededTemplates } from './needed-templates';

export const CreateTemplates = z
  .strictObject({ flow: FlowKey, language: z.enum(LANGUAGES).optional() })
  .meta({ example: { flow: 'cod-confirmation' } });

export type FlowTemplates = { flow: string; ready: boolean; templates: FlowTemplate[] };

type TemplateDeps = Pick<
  Deps,
  'channels' | 'encryptor' | 'flows' | 'idempotency' | 'now' | 'sleep' | 'templates' | 'whatsapp'
>;

const Created = z.looseObject({ id: z.coerce.string(), status: z.string(), category: z.string().optional() });
/** Meta's subcodes of a name that is being deleted, and of one that exists in this language. */
const IN_DELETION = 2388023;
const EXISTS = 2388024;

/** Returns the definition of the account's flow, else of the ready flow with this key. Fails with flow_not_found. */
async function definitionOf(
  deps: TemplateDeps,
  accountId: string,
  { flow, language = 'it' }: z.infer<typeof CreateTemplates>,
): Promise<JsonObject> {
  const saved = await deps.flows.find(accountId, flow);
  const ready = saved
    ? undefined
    : (await readyFlows()).find((each) => each.key === flow && each.language === language);
  const definition = saved?.definition ?? ready?.raw;
  if (!definition) throw new AppError('flow_not_found', `There is no flow ${flow}, and no ready one`);
  return definition as JsonObject;
}

type Attempt = { template: FlowTemplate; row: Template | null; isBusy: boolean };

/** Creates one template at Meta, from the library where it has the same text. */
async function createTemplate(
  { whatsapp, now }: Pick<Deps, 'now' | 'whatsapp'>,
  { accountId, wabaId }: Channel,
  accessToken: string,
  ready: ReadyTemplate,
): Promise<Attempt> {
  const { name, language, category, components } = ready;
  const base = { name, language, category, created: false, usable: false };
  const failed = (reason: string, detail: string): Attempt => ({
    template: { ...base, state: 'failed', reason, detail },
    row: null,
    isBusy: false,
  });
  const problems = templateProblems(ready);
  if (problems.length > 0) return failed('template_invalid', problems.join('. '));
  const library = await findLibraryTemplate({ whatsapp }, accessToken, ready);
  const content: JsonObject = library === null ? { components } : { library_template_name: library };
  const payload = { name, language, category, ...content };
  const answer = await whatsapp.graph({
    path: `${encodeURIComponent(wabaId)}/message_templates`,
    accessToken,
    payload,
  });
  if (answer.kind === 'busy' || answer.kind === 'unavailable') {
    const detail = `Meta cannot take it now (${answer.code}): call again in a while`;
    return { template: { ...base, state: 'to_do', reason: answer.code, detail }, row: null, isBusy: true };
  }
  if (answer.kind === 'refused') {
    if (answer.subcode === IN_DELETION)
      return failed('name_in_deletion', `Meta still deletes this name. ${answer.detail}`);
    if (answer.subcode !== EXISTS) return failed(answer.code, answer.detail);
    // Another call has created it since the templates were listed.
    const detail = 'It was created at the same time by another call';
    return { template: { ...base, state: 'pending', reason: null, detail }, row: null, isBusy: false };
  }
  const created = Created.safeParse(answer.body).data ?? { status: 'PENDING', category };
  const row: Template = {
    accountId,
    wabaId,
    name,
    language,
    status: created.status,
    category: created.category ?? category,
    shape: templateShapeOf(components),
    components,
    reason: null,
    quality: null,
    recommendation: null,
    previousCategory: created.category !== undefined && created.category !== category ? category : null,
    announcedCategory: null,
    updatedAt: now(),
  };
  const state = stateOf(row);
  const template = { ...base, category: row.category, created: true, usable: state.state === 'approved', ...state };
  return { template, row, isBusy: false };
}

async function createMissing(
  deps: TemplateDeps,
  context: Context,
  channel: Channel,
  input: z.infer<typeof CreateTemplates>,
): Promise<FlowTemplates> {
  const { accountId, channelId } = channel;
  const needed = neededTemplates(await definitionOf(deps, accountId, input));
  const synced = await syncTemplates(deps, channel);
  if (!synced.ok) throw new AppError('unavailable', `Meta does not list the templates now (${synced.code})`);
  const listed = await deps.templates.list(channel);
  const accessToken = await deps.encryptor.decrypt(channel.accessToken, aadFor(channelId, 'access_token'));
  const templates: FlowTemplate[] = [];
  const rows: Template[] = [];
  let isBusy = false;
  for (const each of needed) {
    const ready = findReadyTemplate(each.name, each.language);
    const known = listed.find(({ name, language }) => name === each.name && language === each.language);
    if (known) templates.push(describeTemplate(each, known, ready));
    else if (!ready) templates.push(withoutText(each));
    else if (isBusy) {
      const { name, language, category } = ready;
      const rest = { created: false, usable: false, reason: null, detail: 'Call again in a while' };
      templates.push({ name, language, category, state: 'to_do', ...rest });
    } else {
      const attempt = await createTemplate(deps, channel, accessToken, ready);
      isBusy = attempt.isBusy;
      templates.push(attempt.template);
      if (attempt.row) rows.push(attempt.row);
    }
  }
  const result = { flow: input.flow, ready: templates.every(({ usable }) => usable), templates };
  const now = deps.now();
  const audit = newAuditEntry(context, now, 'template.created', {
    targets: [
      { type: 'channel', id: channelId },
      { type: 'flow', id: input.flow },
    ],
    metadata: { names: rows.map(({ name }) => name).join(' ') },
  });
  await deps.templates.insert(channel, rows, now, audit);
  return result;
}

/**
 * Creates at Meta the templates that a flow needs and the account lacks, from the texts of the ready flows, and says of each how it
 * stands. A template that exists is never changed; calls of one WhatsApp Business Account are made one after another. Fails with
 * not_found, flow_not_found, and unavailable where Meta does not list the templates. Repeating it is harmless.
 */
export async function createTemplates(
  deps: TemplateDeps,
  context: Context,
  { channelId, input }: { channelId: string; input: z.infer<typeof CreateTemplates> },
): Promise<FlowTemplates> {
  const channel = await findChannel(deps, context, channelId);
  const { accountId, wabaId } = channel;
  return withLease(deps, { accountId, name: `templates/${wabaId}` }, () =>
    createMissing(deps, context, channel, input),
  );
}
