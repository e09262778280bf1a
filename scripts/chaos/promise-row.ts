/** How one promise was kept: `lost` and `twice` name what was not, `twice` also what nobody was promised. */
export type PromiseRow = { promise: string; promised: number; kept: number; lost: string[]; twice: string[] };

/** Compares what was promised, each by a name of its own, with what is there. */
export function promiseRow(promise: string, promised: Iterable<string>, found: Iterable<string>): PromiseRow {
  const wanted = new Set(promised);
  const times = new Map<string, number>();
  for (const name of found) times.set(name, (times.get(name) ?? 0) + 1);
  const lost = [...wanted].filter((name) => !times.has(name));
  const twice = [...times].filter(([name, count]) => count > 1 || !wanted.has(name)).map(([name]) => name);
  const kept = [...wanted].filter((name) => times.get(name) === 1).length;
  return { promise, promised: wanted.size, kept, lost, twice };
}

/** The same where each promise is kept or not, and can't be kept twice. */
export const keptRow = (promise: string, promised: string[], isKept: (name: string) => boolean): PromiseRow =>
  promiseRow(promise, promised, promised.filter(isKept));
