/** The result of one check of a merchant's set-up. `mend` says how to fix the problem. */
export type Check = {
  name: string;
  status: 'passed' | 'failed' | 'warning' | 'skipped';
  message: string;
  mend: string | null;
  took_ms: number | null;
};

export const passed = (name: string, message: string, took_ms: number | null = null): Check => ({
  name,
  status: 'passed',
  message,
  mend: null,
  took_ms,
});
export const failed = (name: string, message: string, mend: string, took_ms: number | null = null): Check => ({
  name,
  status: 'failed',
  message,
  mend,
  took_ms,
});
export const warning = (name: string, message: string, mend: string, took_ms: number | null = null): Check => ({
  ...failed(name, message, mend, took_ms),
  status: 'warning',
});
export const skipped = (name: string, message: string): Check => ({
  name,
  status: 'skipped',
  message,
  mend: null,
  took_ms: null,
});
