import { AppError } from '../../shared/errors/app-error';
import type { Language } from '../../shared/text/language';
import { putFlow } from '../flows/put-flow';
import { readyFlows } from '../flows/ready-flows';
import type { Context, Deps } from '../ports';
import { createTemplates, type FlowTemplates } from './create-templates';

/**
 * Creates the templates that a flow lacks. With `whenReady`, a flow that is not active is saved, if it is not yet, and becomes
 * active by itself once Meta has approved them all. Fails as putFlow and createTemplates do; repeating it is harmless.
 */
export async function requestTemplates(
  deps: Pick<
    Deps,
    'channels' | 'encryptor' | 'flows' | 'idempotency' | 'now' | 'sleep' | 'stores' | 'templates' | 'whatsapp'
  >,
  context: Context,
  {
    channelId,
    flow: key,
    language,
    whenReady,
  }: { channelId: string; flow: string; language: Language; whenReady: boolean },
): Promise<FlowTemplates> {
  const found = await deps.flows.find(context.account.accountId, key);
  // Before the templates: one that Meta approves at once then activates the flow.
  if (whenReady && found?.flow.active !== true) {
    const ready = (await readyFlows()).find((each) => each.key === key && each.language === language);
    const raw = found?.definition ?? ready?.raw;
    if (raw === undefined) throw new AppError('flow_not_found', `There is no flow ${key}, and no ready one`);
    const expectedVersion = found?.flow.version ?? 0;
    await putFlow(deps, context, { key, raw, expectedVersion, activation: { whenReady: true } });
  }
  return createTemplates(deps, context, { channelId, input: { flow: key, language } });
}
