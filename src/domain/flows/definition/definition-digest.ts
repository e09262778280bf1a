import { sha256Hex } from '../../../shared/hmac';
import { canonicalJson } from '../../../shared/json';
import type { FlowDefinition } from './definition';

/** Equal for definitions that are the same, however they were written. */
export const definitionDigest = (definition: FlowDefinition): Promise<string> => sha256Hex(canonicalJson(definition));
