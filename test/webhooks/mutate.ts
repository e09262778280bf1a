export type Mutation = { path: string; how: string; body: any };
type Step = string | number;

const DEEP = 2_000;
const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

type Make = (was: any, n: number) => unknown;

const retyped: Make = (was, n) => {
  if (typeof was === 'string') return 7;
  if (Array.isArray(was)) return Object.fromEntries(was.entries());
  return typeof was === 'object' ? [was] : `mutant-${n}`;
};
/** Each place gets one of these in turn; `n` makes the value unique. */
const ODD: Record<string, Make> = {
  empty: () => '',
  true: () => true,
  wrapped: (was) => ({ value: was }),
  fraction: () => -1.5e300,
  nul: (_, n) => `a\u0000b${n}`,
  surrogate: (_, n) => `\ud83d${n}`,
  proto: (_, n) => JSON.parse(`{"__proto__": {"id": "x${n}"}, "constructor": {"prototype": 1}, "toString": null}`),
};
/** Slow ones: each place gets one in turn, in one sample only. */
const HUGE: Record<string, Make> = {
  long: (_, n) => `${n}${'x'.repeat(100_000)}`,
  many: (was) => Array.from({ length: 1_000 }, (_, i) => (typeof was === 'object' && was ? { ...was, i } : was)),
  deep: () => nested(50),
  wide: (_, n) => `${n}${'€'.repeat(100_000)}`,
  abyss: () => nested(DEEP),
};
const inTurn = (ways: Record<string, Make>, turn: number): [string, Make][] => {
  const all = Object.entries(ways);
  return all.slice(turn % all.length, (turn % all.length) + 1);
};

function* pathsOf(value: any, path: Step[] = []): Generator<Step[]> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value))
    yield* pathsOf(value[key], [...path, key]);
}

function change(body: any, path: Step[], to: { value: unknown } | null): any {
  const copy = structuredClone(body);
  const last = path.at(-1) as Step;
  const holder = path.slice(0, -1).reduce((at, step) => at[step], copy);
  if (to) holder[last] = to.value;
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
  return copy;
}

/** Identifies a place in a sample. The same path in another kind of message is another place. */
function placeOf(body: any, path: Step[]): string {
  const [, entry, , change, , list, item] = path;
  const place = path.filter((step) => typeof step === 'string').join('/');
  if (list !== 'messages' && list !== 'statuses') return place;
  const { type, status } = body.entry[entry as number].changes[change as number].value[list][item ?? 0] ?? {};
  return `${type ?? status} ${place}`;
}

/**
 * Returns every sample with each member removed, retyped, null and huge. A place that two samples share is mutated in the
 * first one. `tag` gives a body unique ids before it is mutated.
 */
export function* mutationsOf(samples: { body: any }[], tag: (body: any, n: number) => any): Generator<Mutation> {
  const tried = new Set<string>();
  let n = 0;
  for (const { body } of samples) {
    for (const path of pathsOf(body)) {
      const place = placeOf(body, path);
      if (tried.has(place)) continue;
      tried.add(place);
      const ways: [string, Make | null][] = [
        ['removed', null],
        ['null', () => null],
        ['retyped', retyped],
        ...inTurn(ODD, tried.size),
        ...inTurn(HUGE, tried.size),
      ];
      for (const [how, make] of ways) {
        n += 1;
        const own = tag(body, n);
        const was = path.reduce((at, step) => at[step], own);
        yield { path: path.join('/'), how, body: change(own, path, make && { value: make(was, n) }) };
      }
    }
  }
}
