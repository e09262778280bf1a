import { isJsonObject, type JsonObject, type JsonValue } from '../../../../shared/json/json';
import { stringsIn } from '../../step-kind/strings-in';

/** The member `address` of something, also as `["address"]`, but not `shipping_address` or `address1`. */
const ADDRESS_MEMBER = /[.'"]\s*address(?!\w)/;

/** Returns the names under which a flow can read a reply. */
const replyNames = (steps: JsonValue | undefined): string[] =>
  (Array.isArray(steps) ? steps : []).flatMap((step) =>
    isJsonObject(step) && step.do === 'wait_for_reply' && typeof step.save_as === 'string' ? [step.save_as] : [],
  );

/**
 * Returns whether a flow, or a part of one, may read `address` of a reply: one of its texts has that member and the name of a reply.
 * Only then is the text of a reply read as an address, which loads the directory of towns.
 */
export function readsReplyAddress(flow: JsonObject): boolean {
  const names = new Set(['reply', ...replyNames(flow.steps)]);
  return stringsIn(flow, '').some(
    ({ text }) => ADDRESS_MEMBER.test(text) && (text.match(/[\w-]+/g) ?? []).some((word) => names.has(word)),
  );
}
