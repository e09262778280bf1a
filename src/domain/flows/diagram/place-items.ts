/** An item of a row: a step, a label, or a line that crosses the row. */
export type LayoutItem = { width: number; weight: number; up: number[]; down: number[] };

const GAP = 26;
const ROUNDS = 12;

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Orders each row by the mean position of its items' neighbours, so that few lines cross. */
function orderRows(rows: number[][], items: LayoutItem[]): void {
  const place = new Map<number, number>();
  const settle = (row: number[]) => row.forEach((item, i) => place.set(item, i - row.length / 2));
  rows.forEach(settle);
  for (let round = 0; round < ROUNDS; round += 1) {
    const down = round % 2 === 0;
    for (const row of down ? rows : rows.toReversed()) {
      const preferred = new Map(
        row.map((item) => {
          const neighbours = (down ? items[item]?.up : items[item]?.down) ?? [];
          return [
            item,
            neighbours.length > 0 ? mean(neighbours.map((other) => place.get(other) ?? 0)) : (place.get(item) ?? 0),
          ];
        }),
      );
      row.sort((a, b) => (preferred.get(a) ?? 0) - (preferred.get(b) ?? 0));
      settle(row);
    }
  }
}

/** Places a row's items as near as possible to their preferred positions, in order and with gaps. */
function spreadRow(row: number[], items: LayoutItem[], preferred: (item: number) => number, x: number[]): void {
  let offset = 0;
  const blocks: { sum: number; weight: number; members: { item: number; offset: number }[] }[] = [];
  let before = 0;
  for (const item of row) {
    const { width = 0, weight = 1 } = items[item] ?? {};
    if (blocks.length > 0) offset += before / 2 + GAP + width / 2;
    before = width;
    blocks.push({ sum: (preferred(item) - offset) * weight, weight, members: [{ item, offset }] });
    // Two blocks that would overlap become one, at the mean of their items' preferences.
    for (
      let last = blocks.at(-1), previous = blocks.at(-2);
      last && previous;
      last = blocks.at(-1), previous = blocks.at(-2)
    ) {
      if (previous.sum / previous.weight <= last.sum / last.weight) break;
      blocks.pop();
      previous.sum += last.sum;
      previous.weight += last.weight;
      previous.members.push(...last.members);
    }
  }
  for (const { sum, weight, members } of blocks) for (const each of members) x[each.item] = sum / weight + each.offset;
}

/** Returns the middle of every item, so that lines are short and straight. Also orders the items of `rows`. */
export function placeItems(rows: number[][], items: LayoutItem[]): number[] {
  orderRows(rows, items);
  const x = Array<number>(items.length).fill(0);
  for (const row of rows) spreadRow(row, items, () => 0, x);
  for (let round = 0; round < ROUNDS; round += 1) {
    const down = round % 2 === 0;
    for (const row of down ? rows : rows.toReversed()) {
      const preferred = (item: number): number => {
        const { up = [], down: below = [] } = items[item] ?? {};
        const neighbours = round >= ROUNDS - 2 ? [...up, ...below] : down ? up : below;
        return neighbours.length > 0 ? mean(neighbours.map((other) => x[other] ?? 0)) : (x[item] ?? 0);
      };
      spreadRow(row, items, preferred, x);
    }
  }
  const left = Math.min(...x.map((middle, item) => middle - (items[item]?.width ?? 0) / 2));
  return x.map((middle) => middle - left);
}
