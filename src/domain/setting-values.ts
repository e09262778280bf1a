import { isJsonObject, type JsonObject, type JsonValue } from '../shared/json/json';
import { objectOrEmpty } from '../shared/json/read-json';

/**
 * Returns the values that Liquid reads as `settings`: each setting's value, or else its default. A setting without either is
 * left out. Null where the definition declares no settings.
 */
export function settingValues({ settings, values }: JsonObject): JsonObject | null {
  if (!isJsonObject(settings)) return null;
  const given = objectOrEmpty(values);
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, setting]) => {
      const value = Object.hasOwn(given, name) ? given[name] : objectOrEmpty(setting).default;
      return value === undefined || value === null ? [] : [[name, value]];
    }),
  );
}

/** Reads the settings and the values of a stored definition from a JSON list of the two. */
export function readStoredSettings(stored: string): JsonObject {
  const [settings = null, values = null] = JSON.parse(stored) as JsonValue[];
  return { settings, values };
}

/** Returns what stored settings add to the scope of Liquid. */
export function settingsScope(stored: string): { settings?: JsonObject } {
  const settings = settingValues(readStoredSettings(stored));
  return settings ? { settings } : {};
}
