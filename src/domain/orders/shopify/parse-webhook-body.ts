import type { JsonObject } from '../../../shared/json/json';
import { parseExactJson } from '../../../shared/json/parse-exact-json';
import { parseWebhookJson } from '../../events/parse-webhook-json';

/** Parses the body of a webhook. Fails with invalid_json. */
export const parseWebhookBody = (bytes: Uint8Array): JsonObject =>
  parseExactJson(parseWebhookJson(bytes)) as JsonObject;
