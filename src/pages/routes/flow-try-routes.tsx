import { type Context, Hono } from 'hono';
import type { Message } from '../../db/messages/messages';
import { findTestMessage } from '../../domain/channels/find-test-message';
import { firstMessageOf } from '../../domain/flow-trials/first-message';
import { sendTrial } from '../../domain/flow-trials/send-trial';
import { findFlow } from '../../domain/flows/list-flows';
import type { MakeIdempotencyRecord } from '../../domain/idempotency-record';
import { requireScope } from '../../domain/keys/authenticate';
import { previewFlow } from '../../domain/simulation/preview-flow';
import { isTriggerConditionTrue } from '../../domain/triggers/is-trigger-condition-true';
import type { AppEnv } from '../../http/request/app-env';
import { withIdempotency } from '../../http/request/with-idempotency';
import type { JsonObject } from '../../shared/json/json';
import { objectOrEmpty, textOrEmpty } from '../../shared/json/read-json';
import { invalidMember } from '../../shared/validation/invalid-member';
import { FlowLayout, flowPath } from '../flows/flow-layout';
import { readAction } from '../flows/simulator/read-action';
import { SimulatorSection } from '../flows/simulator/simulator-section';
import {
  newSimulator,
  REPLY_TIMES,
  readSimulator,
  restarted,
  type SimulatorState,
  scenarioOf,
  withReply,
} from '../flows/simulator/simulator-state';
import { PHONE_FORM, PhoneSection } from '../flows/try/phone-section';
import { phoneTexts } from '../flows/try/phone-texts';
import { SentPage } from '../flows/try/sent-page';
import { flowFactsOf } from '../flows/words/flow-facts';
import { triggerInWords } from '../flows/words/flow-words';
import type { FormErrors } from '../forms/form-errors';
import { formErrorsFrom } from '../forms/form-errors-from';
import { renderPage } from '../layout/render-page';
import { authorizeForm } from '../session/form-middleware';
import { requireSession } from '../session/require-session';
import { viewOf } from '../view/view';

type FoundFlow = Awaited<ReturnType<typeof findFlow>>;

const loadFlow = (c: Context<AppEnv>): Promise<FoundFlow> =>
  findFlow(c.get('deps'), c.get('caller'), c.req.param('key') ?? '');

const firstState = (c: Context<AppEnv>, definition: JsonObject): SimulatorState =>
  newSimulator(definition, c.get('deps').now(), c.get('caller').account.timeZone);

const run = (c: Context<AppEnv>, { flow, definition }: FoundFlow, state: SimulatorState) =>
  previewFlow(c.get('deps'), c.get('caller'), {
    key: flow.key,
    definition,
    scenario: scenarioOf(state, definition),
    pausesFrom: state.pausesFrom,
  });

const isStartedByMessage = ({ trigger }: JsonObject): boolean => objectOrEmpty(trigger).on === 'message.received';

/** Returns the condition of the flow in words where the order of the simulation does not meet it. */
function unmetCondition(c: Context<AppEnv>, { flow, definition }: FoundFlow, state: SimulatorState, words: string) {
  const { on, when } = objectOrEmpty(definition.trigger);
  if (!textOrEmpty(on).startsWith('order.') || typeof when !== 'string') return null;
  const settings = JSON.stringify([definition.settings ?? null, definition.values ?? null]);
  const scope = { order: scenarioOf(state, definition).object ?? {} };
  const condition = { flow: flow.key, when, settings, scope };
  return isTriggerConditionTrue(c.get('deps'), c.get('caller').account, condition) ? null : words;
}

async function renderTry(
  c: Context<AppEnv>,
  found: FoundFlow,
  { state, formErrors = null }: { state: SimulatorState; formErrors?: FormErrors | null },
) {
  const view = viewOf(c);
  const { flow, definition } = found;
  const scenario = scenarioOf(firstState(c, definition), definition);
  const [preview, first] = await Promise.all([
    run(c, found, state),
    firstMessageOf(c.get('deps'), c.get('caller'), { key: flow.key, definition, scenario }),
  ]);
  const facts = flowFactsOf(definition, { language: view.language, templates: preview.templates, choices: [] });
  const path = flowPath(flow.key, 'try');
  const page = (
    <FlowLayout view={{ ...view, path }} flow={flow} page="try">
      <SimulatorSection
        view={view}
        flow={flow}
        facts={facts}
        state={state}
        preview={preview}
        asksFirst={isStartedByMessage(definition) && state.replies.length === 0}
        wouldNotStart={unmetCondition(c, found, state, triggerInWords(facts).condition)}
      />
      <PhoneSection view={view} flow={flow} first={first} formErrors={formErrors} />
    </FlowLayout>
  );
  return renderPage(c, page, formErrors ? 422 : 200);
}

/** Does in the chat what the merchant has pressed. */
async function nextState(c: Context<AppEnv>, found: FoundFlow): Promise<SimulatorState> {
  const form = c.get('form');
  const state = readSimulator(form, found.definition);
  const { transcript, offered } = await run(c, found, state);
  const action = readAction(form, offered);
  if (action.kind === 'restart') return restarted(state);
  const startsIt = isStartedByMessage(found.definition) && state.replies.length === 0;
  // The message that starts a flow arrives at its start.
  const pausedAt = startsIt ? state.start - REPLY_TIMES[state.when] : transcript.pausedAt;
  if (action.kind === 'nothing' || pausedAt === null) return state;
  return withReply(state, pausedAt, action.kind === 'reply' ? action.reply : null);
}

/** Trying a flow: in a simulated chat, and on the merchant's own phone. */
export const flowTryRoutes = new Hono<AppEnv>()
  .get('/flows/:key/try', requireSession, async (c) => {
    requireScope(c.get('caller'), 'settings:read');
    const found = await loadFlow(c);
    return renderTry(c, found, { state: firstState(c, found.definition) });
  })

  .post('/flows/:key/try', ...authorizeForm('settings:read'), async (c) => {
    const found = await loadFlow(c);
    return renderTry(c, found, { state: await nextState(c, found) });
  })

  .post('/flows/:key/try/phone', ...authorizeForm('settings:write'), async (c) => {
    const [deps, caller, form] = [c.get('deps'), c.get('caller'), c.get('form')];
    const found = await loadFlow(c);
    const { key } = found.flow;
    const send = (idempotencyRecord: MakeIdempotencyRecord<Message>) => {
      if (form.get('own') !== 'yes') throw invalidMember('/own', 'own_phone', 'Only your own phone can be written to');
      const scenario = scenarioOf(firstState(c, found.definition), found.definition);
      return sendTrial(deps, caller, { key, to: form.get('to') ?? '', scenario }, idempotencyRecord);
    };
    try {
      const { messageId } = await withIdempotency(c, caller.account.accountId, send, (message) => ({
        messageId: message.messageId,
        user_key: message.userKey,
      }));
      return c.redirect(`${flowPath(key, 'try')}/${messageId}`, 303);
    } catch (error) {
      const formErrors = { ...formErrorsFrom(error, PHONE_FORM, form), texts: phoneTexts[c.get('language')].issue };
      return renderTry(c, found, { state: firstState(c, found.definition), formErrors });
    }
  })

  .get('/flows/:key/try/:message', requireSession, async (c) => {
    requireScope(c.get('caller'), 'settings:read');
    const deps = c.get('deps');
    const { flow } = await loadFlow(c);
    const messageId = c.req.param('message');
    const { message, statuses } = await findTestMessage(deps, c.get('caller'), { channelId: null, messageId });
    return renderPage(
      c,
      <SentPage view={viewOf(c)} flow={flow} message={message} statuses={statuses} now={deps.now()} />,
    );
  });
