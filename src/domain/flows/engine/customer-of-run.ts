import type { NewWait } from '../../../db/run-log/open-wait-statements';
import { stringOrNull } from '../../../shared/json/read-json';
import { accountCountry } from '../../../shared/phone/home-country';
import type { DurableRun } from './durable-run';
import { parseRecipient } from './parse-recipient';

/** Returns where to expect the customer of a run that has not written to them, as far as flow and user key say. */
export function customerOfRun({ loaded: { request, definition, account } }: DurableRun): NewWait['customer'] {
  const address = parseRecipient(request.userKey, [accountCountry(account)])?.replace(/^\+/, '') ?? null;
  return { channelId: stringOrNull(definition.channel), address };
}
