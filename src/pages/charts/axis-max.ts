/** Returns the smallest round, even number that is at least `most`, so that the grid line at half of it is a whole number. */
export function niceAxisMax(most: number): number {
  const power = 10 ** Math.max(Math.floor(Math.log10(Math.max(most, 1))), 0);
  const steps = [1, 2, 4, 6, 8, 10, 20].map((step) => step * power);
  return steps.find((step) => step >= most && step % 2 === 0) ?? most;
}
