const FAILURE_THRESHOLD = 5;
const FIRST_OPEN_MS = 30_000;
const MAX_OPEN_MS = 900_000;
const PROBE_RECHECK_MS = 1_000;

type Probe = { pushId: string; startedAt: number; until: number };

/** A circuit breaker: five failures in a row open it for 30 s, doubling up to 15 min; then one probe at a time. */
export type Circuit = {
  failures: number;
  /** For how long it was last opened; 0 when closed. */
  openMs: number;
  openUntil: number;
  probe: Probe | null;
};

export const closedCircuit: Circuit = { failures: 0, openMs: 0, openUntil: 0, probe: null };

/**
 * Returns when the circuit stops blocking pushes (epoch ms); a past instant means not blocked. While a probe is in flight, others
 * check again after the time that the probe has already taken, so the interval doubles and checks stay few.
 */
export function blockedUntil({ openUntil, probe }: Circuit, now: number): number {
  if (now < openUntil || probe === null || probe.until <= now) return openUntil;
  return Math.min(probe.until, now + Math.max(PROBE_RECHECK_MS, now - probe.startedAt));
}

/** A call that starts while the circuit is open is its probe. */
export const afterStart = (circuit: Circuit, probe: Probe): Circuit =>
  circuit.openMs === 0 ? circuit : { ...circuit, probe };

/** While the circuit is open, only the probe's failure counts: the other calls started before it opened. */
export function afterFailure(circuit: Circuit, pushId: string, now: number): Circuit {
  if (circuit.openMs > 0) {
    if (circuit.probe?.pushId !== pushId) return circuit;
    const openMs = Math.min(2 * circuit.openMs, MAX_OPEN_MS);
    return { ...circuit, openMs, openUntil: now + openMs, probe: null };
  }
  const failures = circuit.failures + 1;
  return failures < FAILURE_THRESHOLD
    ? { ...circuit, failures }
    : { failures, openMs: FIRST_OPEN_MS, openUntil: now + FIRST_OPEN_MS, probe: null };
}

/** After an inconclusive call: if it was the probe, another probe may start. */
export const afterInconclusive = (circuit: Circuit, pushId: string): Circuit =>
  circuit.probe?.pushId === pushId ? { ...circuit, probe: null } : circuit;
