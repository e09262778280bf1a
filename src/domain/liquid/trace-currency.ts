/** A code that an object names; null where it has a currency and names none. */
export type NamedCurrency = string | null;

/** As our order model, Shopify's webhooks and Shopify's Admin API call it. */
const MEMBERS = ['currency', 'currency_code', 'currencyCode'];

function namedBy(object: unknown): NamedCurrency | undefined {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
  const member = MEMBERS.find((name) => Object.hasOwn(object, name));
  if (member === undefined) return undefined;
  const named = (object as Record<string, unknown>)[member];
  return typeof named === 'string' && named.trim() !== '' ? named.trim() : null;
}

/**
 * Follows from which object the values of one rendering are read, so that an amount is shown in that object's currency:
 * the innermost one on the path that names any, also through a variable, a loop or a filter. Of several paths in one
 * output the first counts.
 */
export function traceCurrency() {
  const ofVariables = new Map<string, NamedCurrency>();
  let found: NamedCurrency | undefined;
  let latest: NamedCurrency | undefined;
  let path = 0;
  let pathOfFound = 0;

  const note = (named: NamedCurrency | undefined): void => {
    if (named === undefined || (found !== undefined && pathOfFound !== path)) return;
    [found, latest, pathOfFound] = [named, named, path];
  };

  return {
    /** What comes now is another tag or output. */
    beginNode(): void {
      found = undefined;
    },
    /** A path is read that begins at this variable. */
    beginPath(root: unknown): void {
      path += 1;
      note(typeof root === 'string' ? ofVariables.get(root) : undefined);
    },
    /** A member of this object is read, whose own currency may be known. */
    read(object: unknown, ofMember: NamedCurrency | undefined): void {
      note(ofMember === undefined ? namedBy(object) : ofMember);
    },
    /** A variable gets what was read in this node. */
    assign(variable: string, currency: NamedCurrency | undefined = found): void {
      if (currency === undefined) ofVariables.delete(variable);
      else ofVariables.set(variable, currency);
    },
    /** What the nodes that `render` goes through have read last. */
    *within(render: Iterable<unknown>): Generator<unknown, NamedCurrency | undefined, unknown> {
      latest = undefined;
      yield* render as Generator<unknown, unknown, unknown>;
      return latest;
    },
    /** Of what was read last in the whole rendering. */
    last: (): NamedCurrency | undefined => latest,
    /** Of what was read in this node; undefined where no object on the way has a currency. */
    current: (): NamedCurrency | undefined => found,
  };
}
