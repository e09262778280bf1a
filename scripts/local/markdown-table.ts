/** Returns a Markdown table. The first column is left-aligned, the others as in `align`. */
export function markdownTable(
  head: string[],
  rows: string[][],
  { align = 'right', padded = true }: { align?: 'left' | 'right'; padded?: boolean } = {},
): string {
  const widths = head.map((name, i) =>
    padded ? Math.max(3, name.length, ...rows.map((row) => row[i]?.length ?? 0)) : 3,
  );
  const isRight = (i: number): boolean => align === 'right' && i > 0;
  const cell = (text: string, i: number): string => {
    if (!padded) return text;
    return isRight(i) ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0);
  };
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  const dashes = widths.map((width, i) => (isRight(i) ? `${'-'.repeat(padded ? width - 1 : 3)}:` : '-'.repeat(width)));
  return [head.map(cell), dashes, ...rows.map((row) => row.map(cell))].map(line).join('\n');
}
