import { isJsonObject, type JsonObject, type JsonValue } from '../../shared/json';

export type DeliveryPart = { phoneNumberId: string; type: 'message' | 'status'; value: JsonObject };

const objects = (value: JsonValue | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter((item) => isJsonObject(item)) : [];

/**
 * Takes one delivery of Meta apart: every message and every status by itself, each with the number it is for, so that
 * none holds up another. What has no number or is neither is left out.
 */
export function splitDelivery(delivery: JsonObject): DeliveryPart[] {
  return objects(delivery.entry)
    .flatMap((entry) => objects(entry.changes))
    .flatMap(({ value }) => {
      if (!isJsonObject(value) || !isJsonObject(value.metadata)) return [];
      const phoneNumberId = value.metadata.phone_number_id;
      if (typeof phoneNumberId !== 'string') return [];
      return [
        ...objects(value.messages).map((message) => ({ phoneNumberId, type: 'message' as const, value: message })),
        ...objects(value.statuses).map((status) => ({ phoneNumberId, type: 'status' as const, value: status })),
      ];
    });
}

/** Every number that a delivery speaks of, also where it brings neither message nor status. */
export function numbersOf(delivery: JsonObject): string[] {
  const numbers = objects(delivery.entry)
    .flatMap((entry) => objects(entry.changes))
    .flatMap(({ value }) =>
      isJsonObject(value) && isJsonObject(value.metadata) ? [value.metadata.phone_number_id] : [],
    )
    .filter((number) => typeof number === 'string');
  return [...new Set(numbers)];
}
