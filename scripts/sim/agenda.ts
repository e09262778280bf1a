/** An event of the simulation at an instant in ms. */
type Happening = { at: number; happen: (at: number) => void };

/** Returns a priority queue (a binary heap) that takes out the earliest event first. */
export function agenda() {
  const heap: Happening[] = [];
  const at = (i: number): number => heap[i]?.at ?? Infinity;
  const swap = (i: number, j: number): void => {
    const [one, other] = [heap[i], heap[j]];
    if (one && other) [heap[i], heap[j]] = [other, one];
  };
  return {
    put(happening: Happening): void {
      heap.push(happening);
      for (let i = heap.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (at(parent) <= at(i)) return;
        swap(i, parent);
        i = parent;
      }
    },
    take(): Happening | undefined {
      if (heap.length === 0) return undefined;
      swap(0, heap.length - 1);
      const first = heap.pop();
      for (let i = 0; ; ) {
        const least = [i, 2 * i + 1, 2 * i + 2].reduce((best, j) => (at(j) < at(best) ? j : best));
        if (least === i) return first;
        swap(i, least);
        i = least;
      }
    },
  };
}
