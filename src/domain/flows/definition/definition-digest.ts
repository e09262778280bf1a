import { sha256Hex } from '../../../shared/crypto/hmac';
import { canonicalJson } from '../../../shared/json/json';
import type { FlowDefinition } from './definition';

/** Returns a digest that is equal for equal definitions, whatever the order of their members. */
export const definitionDigest = (definition: FlowDefinition): Promise<string> => sha256Hex(canonicalJson(definition));
