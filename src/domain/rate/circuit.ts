const FAILURE_THRESHOLD = 5;
const FIRST_OPEN_MS = 30_000;
const MAX_OPEN_MS = 900_000;
const PROBE_RECHECK_MS = 1_000;

type Probe = { pushId: string; startedAt: number; until: number };

/** delivery.md: five failures in a row open it for 30 s, doubling to 15 min; then one probe at a time. */
export type Circuit = {
  failures: number;
  /** How long it was opened for last; 0 means closed. */
  openMs: number;
  openUntil: number;
  probe: Probe | null;
};

export const closedCircuit: Circuit = { failures: 0, openMs: 0, openUntil: 0, probe: null };

/**
 * The instant (epoch ms) before which nothing may go, in the past if something may go now. While a probe is out nobody
 * knows the end, so the others look again after as long as it has taken so far: a few times, however slow it is.
 */
export function blockedUntil({ openUntil, probe }: Circuit, now: number): number {
  if (now < openUntil || probe === null || probe.until <= now) return openUntil;
  return Math.min(probe.until, now + Math.max(PROBE_RECHECK_MS, now - probe.startedAt));
}

/** What starts in an open circuit is its probe. */
export const afterStart = (circuit: Circuit, probe: Probe): Circuit =>
  circuit.openMs === 0 ? circuit : { ...circuit, probe };

/** Failures of calls that were under way when it opened change nothing: only the probe's does. */
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

/** A call that says neither: if it was the probe, another may go. */
export const afterInconclusive = (circuit: Circuit, pushId: string): Circuit =>
  circuit.probe?.pushId === pushId ? { ...circuit, probe: null } : circuit;
