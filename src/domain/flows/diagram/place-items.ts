/** Something that takes room in a row: a step, a label, or the way of a line between them. */
export type LayoutItem = { width: number; weight: number; up: number[]; down: number[] };

const GAP = 26;
const ROUNDS = 12;

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Puts each row into the order in which its lines cross least: by where what they lead to stands. */
function orderRows(rows: number[][], items: LayoutItem[]): void {
  const place = new Map<number, number>();
  const settle = (row: number[]) => row.forEach((item, i) => place.set(item, i - row.length / 2));
  rows.forEach(settle);
  for (let round = 0; round < ROUNDS; round += 1) {
    const down = round % 2 === 0;
    for (const row of down ? rows : rows.toReversed()) {
      const wish = new Map(
        row.map((item) => {
          const beside = (down ? items[item]?.up : items[item]?.down) ?? [];
          return [
            item,
            beside.length > 0 ? mean(beside.map((other) => place.get(other) ?? 0)) : (place.get(item) ?? 0),
          ];
        }),
      );
      row.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
      settle(row);
    }
  }
}

/** Positions as near as can be to what each item wishes, in the order of the row and with room between them. */
function spreadRow(row: number[], items: LayoutItem[], wish: (item: number) => number, x: number[]): void {
  let offset = 0;
  const blocks: { sum: number; weight: number; members: { item: number; offset: number }[] }[] = [];
  let before = 0;
  for (const item of row) {
    const { width = 0, weight = 1 } = items[item] ?? {};
    if (blocks.length > 0) offset += before / 2 + GAP + width / 2;
    before = width;
    blocks.push({ sum: (wish(item) - offset) * weight, weight, members: [{ item, offset }] });
    // Two blocks that would overlap become one, at the mean of what their items wish.
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

/** The middle of every item, row by row, so that lines are short and straight. Orders the rows. */
export function placeItems(rows: number[][], items: LayoutItem[]): number[] {
  orderRows(rows, items);
  const x = Array<number>(items.length).fill(0);
  for (const row of rows) spreadRow(row, items, () => 0, x);
  for (let round = 0; round < ROUNDS; round += 1) {
    const down = round % 2 === 0;
    for (const row of down ? rows : rows.toReversed()) {
      const wish = (item: number): number => {
        const { up = [], down: below = [] } = items[item] ?? {};
        const beside = round >= ROUNDS - 2 ? [...up, ...below] : down ? up : below;
        return beside.length > 0 ? mean(beside.map((other) => x[other] ?? 0)) : (x[item] ?? 0);
      };
      spreadRow(row, items, wish, x);
    }
  }
  const left = Math.min(...x.map((middle, item) => middle - (items[item]?.width ?? 0) / 2));
  return x.map((middle) => middle - left);
}
