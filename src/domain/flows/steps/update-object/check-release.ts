import type { z } from 'zod';
import type { Issue } from '../../../../shared/errors/app-error';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../../shared/json/json';
import { hasLiquid } from '../../../liquid/compile';
import { parseReleaseInstruction } from '../../../shipments/connectors/release-instruction';
import { isShipment } from '../../../shipments/releases/is-shipment';
import type { UpdateObjectStep } from './schema';

/** Reads the id of one of our shipments, such as `{{ shipment.id }}` and `{{ order.shipments[0].id }}`. */
const SHIPMENT_ID = /(?<![.\w])shipment\.id\b|\.shipments\b/;

/** Every new address has these; a name and a phone may be the order's. */
const ADDRESS_PARTS = [['street', 'address1'], ['zip'], ['city']];

/** Whether a step certainly releases a parcel: a merchant may use the type `shipment` for an object of its own. */
const isRelease = ({ object }: z.input<typeof UpdateObjectStep>): boolean =>
  object?.type === 'shipment' &&
  (hasLiquid(object.id) ? SHIPMENT_ID.test(object.id) : isShipment({ type: 'shipment', id: object.id.trim() }));

/** Returns the value with an empty text, which is valid everywhere, in place of every text with Liquid. */
function withoutLiquid(value: JsonValue): JsonValue {
  if (typeof value === 'string') return hasLiquid(value) ? '' : value;
  if (Array.isArray(value)) return value.map(withoutLiquid);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutLiquid(each ?? null)]));
}

/** Returns what a new address lacks, and the members that it may have instead. */
function checkAddress(address: JsonValue | undefined, path: string): Issue[] {
  if (!isJsonObject(address)) return [];
  const given = Object.keys(address).filter((name) => address[name] !== null && address[name] !== '');
  const missing = ADDRESS_PARTS.filter((names) => !names.some((name) => given.includes(name)));
  if (missing.length === 0) return [];
  const message = `The new address lacks ${missing.map((names) => names.join(' or ')).join(', ')}`;
  return [{ path, code: 'invalid_release', message }];
}

/** Reports what no release can have, whatever the Liquid of its variables gives. */
export function checkRelease(step: z.input<typeof UpdateObjectStep>, at: string): Issue[] {
  if (!isRelease(step)) return [];
  const variables = step.variables as JsonObject;
  const { action = null, address } = variables;
  const isActionRendered = typeof action === 'string' && hasLiquid(action);
  const literal = withoutLiquid(variables) as JsonObject;
  const parsed = parseReleaseInstruction(isActionRendered ? { ...literal, action: 'redeliver' } : literal);
  const path = `${at}/variables`;
  if (!parsed.ok) {
    return parsed.problems.map(({ field, message }) => ({ path: path + field, code: 'invalid_release', message }));
  }
  return action === 'redeliver_new_address' ? checkAddress(address, `${path}/address`) : [];
}
