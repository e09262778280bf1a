/** The currency code of an object; null where its currency member has no code. */
export type NamedCurrency = string | null;

/** The names of the member in our order model, in Shopify's webhooks and in Shopify's Admin API. */
const MEMBERS = ['currency', 'currency_code', 'currencyCode'];

function currencyIn(object: unknown): NamedCurrency | undefined {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
  const member = MEMBERS.find((name) => Object.hasOwn(object, name));
  if (member === undefined) return undefined;
  const code = (object as Record<string, unknown>)[member];
  return typeof code === 'string' && code.trim() !== '' ? code.trim() : null;
}

/**
 * Tracks the objects from which one rendering reads its values, so that an amount is shown in its object's currency: that of
 * the innermost object on the path that has one, also through a variable, a loop or a filter. Of several paths in one output
 * the first counts.
 */
export function traceCurrency() {
  const byVariable = new Map<string, NamedCurrency>();
  let found: NamedCurrency | undefined;
  let latest: NamedCurrency | undefined;
  let path = 0;
  let pathOfFound = 0;

  const note = (named: NamedCurrency | undefined): void => {
    if (named === undefined || (found !== undefined && pathOfFound !== path)) return;
    [found, latest, pathOfFound] = [named, named, path];
  };

  return {
    /** Starts another tag or output. */
    beginNode(): void {
      found = undefined;
    },
    /** Starts a path at a variable. */
    beginPath(root: unknown): void {
      path += 1;
      note(typeof root === 'string' ? byVariable.get(root) : undefined);
    },
    /** Notes that a member of an object is read; `ofMember` is the member's own currency where it is known. */
    read(object: unknown, ofMember: NamedCurrency | undefined): void {
      note(ofMember === undefined ? currencyIn(object) : ofMember);
    },
    /** Gives a variable the currency read in this node. */
    assign(variable: string, currency: NamedCurrency | undefined = found): void {
      if (currency === undefined) byVariable.delete(variable);
      else byVariable.set(variable, currency);
    },
    /** Renders and returns the currency read last meanwhile. */
    *within(render: Iterable<unknown>): Generator<unknown, NamedCurrency | undefined, unknown> {
      latest = undefined;
      yield* render as Generator<unknown, unknown, unknown>;
      return latest;
    },
    /** Returns the currency read last in the whole rendering. */
    last: (): NamedCurrency | undefined => latest,
    /** Returns the currency read in this node; undefined where no object on the path has one. */
    current: (): NamedCurrency | undefined => found,
  };
}
