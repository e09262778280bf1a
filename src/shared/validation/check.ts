/** The result of one check of a merchant's set-up. `mend` says how to fix the problem. */
export type Check = {
  name: string;
  status: 'passed' | 'failed' | 'warning' | 'skipped';
  message: string;
  mend: string | null;
  took_ms: number | null;
};

/**
 * A check with what its message says as data, for a page that words it itself: `code` is what was found, or the error code of a call.
 * The API does not show these.
 */
export type FoundCheck = Check & { code?: string; facts?: Record<string, string | number> };

export const found = (check: Check, code: string, facts: NonNullable<FoundCheck['facts']> = {}): FoundCheck => ({
  ...check,
  code,
  facts,
});

/** Makes the result of a check that has passed; `took_ms` is its duration. */
export const passed = (name: string, message: string, took_ms: number | null = null): Check => ({
  name,
  status: 'passed',
  message,
  mend: null,
  took_ms,
});
/** Makes the result of a check that has failed. */
export const failed = (name: string, message: string, mend: string, took_ms: number | null = null): Check => ({
  name,
  status: 'failed',
  message,
  mend,
  took_ms,
});
/** Makes the result of a check that works but should be improved. */
export const warning = (name: string, message: string, mend: string, took_ms: number | null = null): Check => ({
  ...failed(name, message, mend, took_ms),
  status: 'warning',
});
/** Makes the result of a check that could not be made. */
export const skipped = (name: string, message: string): Check => ({
  name,
  status: 'skipped',
  message,
  mend: null,
  took_ms: null,
});
