import { secretsMatch } from '../../../../shared/crypto/hmac';
import type { JsonValue } from '../../../../shared/json/json';
import { objectOrEmpty, textOrEmpty } from '../../../../shared/json/read-json';

/** Whether a body has the private key of the channel. Qapla' signs nothing; the key is the proof of the sender. */
export const hasQaplaKey = (body: JsonValue, apiKey: string): Promise<boolean> =>
  secretsMatch(textOrEmpty(objectOrEmpty(body).apiKey), apiKey);
