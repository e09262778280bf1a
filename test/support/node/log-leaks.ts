import { APP_SECRET } from '../app-secret.ts';

/** Patterns of secrets in the form that tests create them. No log line may contain one. */
const SECRETS = [
  /aisac_[\w-]{32}/,
  /whsec_[\w+/]{20}/,
  /EAAG-token-of-the-test/,
  new RegExp(APP_SECRET),
  /webhook-secret-of-the-test/,
  /shpat_/,
  /qapla-key-of-the-test/,
  /jwt-of-qapla/,
  /a-header-value-of-the-merchant/,
  /test-admin-token/,
  /MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY/,
];

/** A global symbol, because vitest loads this module twice: for its configuration and for its set-up. */
const LEAKS = Symbol.for('aisac.leaks');
const leaks = ((globalThis as Record<symbol, unknown>)[LEAKS] ??= new Set<string>()) as Set<string>;

/** Checks every line that the Worker logs during the tests. Hides the ordinary ones. */
export function recordLeaks(log: string): false | undefined {
  for (const secret of SECRETS) if (secret.test(log)) leaks.add(`${String(secret)} in: ${log.slice(0, 200)}`);
  return log.startsWith('{"event":') ? false : undefined;
}

/** Fails the run if a secret has been logged. */
export function assertNoLeaks(): void {
  if (leaks.size === 0) return;
  process.exitCode = 1;
  throw new Error(`secrets were logged:\n${[...leaks].join('\n')}`);
}
