/**
 * Returns the ids that changed their order among those in both lists: all but the longest subsequence that keeps its order,
 * so that moving one step reports one step.
 */
export function movedSteps(before: string[], after: string[]): Set<string> {
  const place = new Map(before.map((id, i) => [id, i]));
  const common = after.filter((id) => place.has(id));
  /** For each of them, the longest increasing subsequence that ends with it. */
  const runs: { length: number; previous: number }[] = [];
  let longest = -1;
  common.forEach((id, i) => {
    let best = { length: 1, previous: -1 };
    for (let j = 0; j < i; j += 1) {
      const run = runs[j];
      if (run && run.length >= best.length && (place.get(common[j] ?? '') ?? 0) < (place.get(id) ?? 0)) {
        best = { length: run.length + 1, previous: j };
      }
    }
    runs.push(best);
    if (best.length > (runs[longest]?.length ?? 0)) longest = i;
  });
  const moved = new Set(common);
  for (let i = longest; i >= 0; i = runs[i]?.previous ?? -1) moved.delete(common[i] ?? '');
  return moved;
}
