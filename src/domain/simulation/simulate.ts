import { isJsonObject, type JsonObject } from '../../shared/json/json';
import { scalarTextOrNull } from '../../shared/json/read-json';
import { accountCountry } from '../../shared/phone/home-country';
import { toE164 } from '../../shared/phone/phone';
import { parseInstant } from '../../shared/time/time-zone';
import { invalidMembers } from '../../shared/validation/invalid-member';
import { type ItalianAddress, readItalianAddress } from '../addresses/read-italian-address';
import { canonicalObject, type ObjectRef } from '../canonical-object';
import { runnableFlow } from '../flows/definition/runnable-flow';
import { interpret } from '../flows/engine/interpret';
import { RunEnded } from '../flows/engine/run-errors';
import type { Transcript } from '../flows/engine/transcript';
import { scenarioObject } from '../flows/steps/get-object/scenario-object';
import { executeStep, findStepKind } from '../flows/steps/step-kinds';
import { readsReplyAddress } from '../flows/steps/wait-for-reply/reads-reply-address';
import { simulatedCustomer } from './simulated-customer';
import { simulatedEffects } from './simulated-effects';
import { simulatedIds } from './simulated-ids';
import { simulatedShipment } from './simulated-shipment';
import type { SimulationInput } from './simulation-input';

/** The customer where the scenario names none. */
const DEFAULT_USER_KEY = '+393330000000';

/** Returns the request's object and its members; `data` is null where the scenario only names it. */
function objectOf({ scenario, store }: SimulationInput): { ref: ObjectRef; data: JsonObject | null } | null {
  const given = scenario.object;
  if (!given) return null;
  const id = scalarTextOrNull(given.id) ?? scalarTextOrNull(given.order_id) ?? '1';
  const ref = canonicalObject(store, { type: scalarTextOrNull(given.type) ?? 'order', id });
  const isOnlyNamed = Object.keys(given).every((member) => member === 'type' || member === 'id');
  return { ref, data: isOnlyNamed ? null : given };
}

function phoneOf(object: JsonObject | null, account: SimulationInput['account']): string | null {
  const { customer, phone } = object ?? {};
  const number = scalarTextOrNull(phone) ?? (isJsonObject(customer) ? scalarTextOrNull(customer.phone) : null);
  return number === null ? null : toE164(number, [accountCountry(account)]);
}

/** Reads an instant of the scenario. Fails with validation_failed. */
function readInstantAt(zone: string, path: string, given: string): number {
  const instant = parseInstant(given, zone);
  if (instant.ok) return instant.ms;
  const message = instant.code === 'skipped_hour' ? 'The clock skips this hour' : 'Must be an RFC 3339 instant';
  throw invalidMembers([{ path, code: instant.code, message }]);
}

/** Fails with validation_failed where the scenario names an unknown step, or a failure that its kind does not have. */
function checkFails({ definition, scenario }: SimulationInput): void {
  const issues = Object.entries(scenario.fails).flatMap(([id, code]) => {
    const path = `/fails/${id}`;
    const step = definition.steps.find((each) => each.id === id);
    if (!step) return [{ path, code: 'unknown_step', message: `There is no step ${id}` }];
    const allowed = findStepKind(step.do)?.simulatedFailures;
    if (allowed === 'any' || allowed?.includes(code)) return [];
    const message = allowed
      ? `Must be ${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}`
      : `A step ${step.do} calls nothing outside, so it cannot fail like this`;
    return [{ path, code: 'invalid_value', message }];
  });
  if (issues.length > 0) throw invalidMembers(issues);
}

/** Reads the texts of the scenario's replies as addresses, where the flow reads the address of a reply. */
async function addressesOf({ definition, scenario }: SimulationInput): Promise<(ItalianAddress | null)[] | null> {
  if (!readsReplyAddress(definition)) return null;
  return Promise.all(scenario.replies.map(async ({ text = '' }) => readItalianAddress(text)));
}

/**
 * Runs a flow in virtual time against a scenario, with the interpreter of real runs. The same input always gives the same
 * transcript. Fails with flow_invalid where a required setting has no value.
 */
export async function simulate(world: SimulationInput): Promise<Transcript> {
  checkFails(world);
  const { account, scenario, flow, store } = world;
  const definition = runnableFlow(world.definition);
  const { timeZone, currency } = account;
  const startedAt = scenario.now === undefined ? world.now : readInstantAt(timeZone, '/now', scenario.now);
  const newId = simulatedIds(startedAt);
  const requestId = newId('req');
  const object = objectOf(world);
  const data = object && (object.data ?? scenarioObject(world, object.ref));
  const customer = simulatedCustomer(world, {
    requestId,
    startedAt,
    newId,
    instantOf: (text, path) => readInstantAt(timeZone, path, text),
    addresses: await addressesOf(world),
  });
  const transcript: Transcript = {
    status: 'completed',
    outcome: null,
    error: null,
    path: [],
    messages: [],
    pushes: [],
    charges: [],
    started: [],
    variables: { ...scenario.variables },
    note: null,
    workflowSteps: 0,
    endedAt: startedAt,
    replies: [],
    unusedReplies: [],
    sent: [],
    pausedAt: null,
  };
  customer.deliverUntil(startedAt);
  try {
    await interpret({
      definition,
      execute: executeStep,
      input: {
        request: {
          request_id: requestId,
          flow,
          user_key: scenario.user_key ?? phoneOf(data, account) ?? DEFAULT_USER_KEY,
          object: object?.ref ?? null,
        },
        variables: scenario.variables,
        store: { id_store: store.id_store, name: store.name },
        timeZone,
        currency,
        startedAt,
        reply: customer.triggeringReply(),
        triggerFacts: simulatedShipment(world, startedAt),
      },
      effects: simulatedEffects(world, { transcript, customer, object, startedAt, newId }),
    });
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error;
  }
  const { came: replies, conversation } = customer;
  return { ...transcript, replies, unusedReplies: customer.unusedReplies(), sent: conversation.sent };
}
