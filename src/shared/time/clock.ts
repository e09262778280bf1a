/** The time by which a piece of work judges what is due. */
export type Clock = {
  now: () => number;
  /** Goes on from an instant, if that is later. */
  advanceTo: (at: number) => void;
  /** Returns the time for the work that this work starts elsewhere; undefined unless the clock is ahead of the real time. */
  ahead: () => number | undefined;
};

/** Makes a clock that goes on from `at`, by default from the real time. */
export function makeClock(at = Date.now()): Clock {
  let offset = at - Date.now();
  const now = () => Date.now() + offset;
  return {
    now,
    advanceTo: (later) => {
      offset = Math.max(offset, later - Date.now());
    },
    ahead: () => (offset > 0 ? now() : undefined),
  };
}

/**
 * Adds the time of a clock that is ahead of the real time to what is sent to other work, whose clock then follows. `delayMs`: the
 * work begins that much later.
 */
export function withClock<Body extends object>(
  body: Body,
  { ahead }: Pick<Clock, 'ahead'>,
  delayMs = 0,
): Body & { now?: number } {
  const now = ahead();
  return now === undefined ? body : { ...body, now: now + delayMs };
}
