import { AppError } from '../../shared/app-error';
import { homeCountry } from '../../shared/home-country';
import { isJsonObject, type JsonObject } from '../../shared/json';
import { toE164 } from '../../shared/phone';
import { scalarTextOrNull } from '../../shared/read-json';
import { parseInstant } from '../../shared/time-zone';
import { canonicalObject, type ObjectRef } from '../canonical-object';
import { RunEnded } from '../flows/engine/effects';
import { interpret } from '../flows/engine/interpret';
import { scenarioObject } from './scenario-object';
import { simulatedCustomer } from './simulated-customer';
import { simulatedEffects } from './simulated-effects';
import { simulatedIds } from './simulated-ids';
import type { SimulationInput, Transcript } from './simulation-types';

/** Whom a run is about where nobody says. */
const DEFAULT_USER_KEY = '+393330000000';

/** The request's object: named by its type and id, with what getObject gives of it unless it is only named. */
function objectOf({ scenario, store }: SimulationInput): { ref: ObjectRef; data: JsonObject | null } | null {
  const given = scenario.object;
  if (!given) return null;
  const id = scalarTextOrNull(given.id) ?? scalarTextOrNull(given.order_id) ?? '1';
  const ref = canonicalObject(store, { type: scalarTextOrNull(given.type) ?? 'order', id });
  const named = Object.keys(given).every((member) => member === 'type' || member === 'id');
  return { ref, data: named ? null : given };
}

function phoneOf(object: JsonObject | null, account: SimulationInput['account']): string | null {
  const { customer, phone } = object ?? {};
  const given = scalarTextOrNull(phone) ?? (isJsonObject(customer) ? scalarTextOrNull(customer.phone) : null);
  return given === null ? null : toE164(given, [homeCountry(account)]);
}

/** Fails with validation_failed where an instant of the scenario is none. */
function instantIn(zone: string, path: string, given: string): number {
  const instant = parseInstant(given, zone);
  if (instant.ok) return instant.ms;
  const message = instant.code === 'skipped_hour' ? 'the clock skips this hour' : 'an instant by RFC 3339';
  throw new AppError('validation_failed', '1 member is not valid', {
    issues: [{ path, code: instant.code, message }],
  });
}

/** Fails with validation_failed where the scenario lets a step fail that is not there, or not in that way. */
function checkFails({ definition, scenario }: SimulationInput): void {
  const issues = Object.entries(scenario.fails).flatMap(([id, code]) => {
    const path = `/fails/${id}`;
    const step = definition.steps.find((each) => each.id === id);
    if (!step) return [{ path, code: 'unknown_step', message: `There is no step ${id}` }];
    if (step.do === 'update_object') {
      const ends = ['dead', 'unverified', 'cancelled'].includes(code);
      return ends ? [] : [{ path, code: 'invalid_value', message: 'dead, unverified or cancelled' }];
    }
    const can = step.do === 'get_object' || step.do === 'send_message' || step.do === 'start_flow';
    return can ? [] : [{ path, code: 'invalid_value', message: `A step ${step.do} calls nobody and can't fail so` }];
  });
  if (issues.length > 0) throw new AppError('validation_failed', `${issues.length} members are not valid`, { issues });
}

/**
 * Runs a flow in virtual time against a scenario, with the interpreter of real runs and effects that touch nothing. The
 * same world always gives the same transcript.
 */
export async function simulate(world: SimulationInput): Promise<Transcript> {
  checkFails(world);
  const { definition, account, scenario, flow, store } = world;
  const { timeZone, currency } = account;
  const startedAt = scenario.now === undefined ? world.now : instantIn(timeZone, '/now', scenario.now);
  const newId = simulatedIds(startedAt);
  const requestId = newId('req');
  const object = objectOf(world);
  const data = object && (object.data ?? scenarioObject(world, object.ref));
  const customer = simulatedCustomer(world, {
    requestId,
    startedAt,
    newId,
    instantOf: (text, path) => instantIn(timeZone, path, text),
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
  };
  customer.deliverUntil(startedAt);
  try {
    await interpret({
      definition,
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
      },
      effects: simulatedEffects(world, { transcript, customer, object, startedAt, newId }),
    });
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error;
  }
  return { ...transcript, replies: customer.came, unusedReplies: customer.unusedReplies() };
}
