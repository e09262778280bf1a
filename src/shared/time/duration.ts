const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const MAX_DURATION_MS = 90 * UNITS.d;

/** Parses `90s`, `15m`, `24h` or `7d` as milliseconds; null for anything else or more than 90 days. */
export function parseDuration(text: string): number | null {
  const match = /^([1-9]\d{0,7})([smhd])$/.exec(text);
  if (!match) return null;
  const ms = Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
  return ms <= MAX_DURATION_MS ? ms : null;
}
