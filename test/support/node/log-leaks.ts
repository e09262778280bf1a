import { APP_SECRET } from '../app-secret.ts';

/** What no log line may ever hold: keys, tokens and secrets, as the tests make them. */
const SECRETS = [
  /aisac_[\w-]{32}/,
  /whsec_[\w+/]{20}/,
  /EAAG-token-of-the-test/,
  new RegExp(APP_SECRET),
  /webhook-secret-of-the-test/,
  /shpat_/,
  /a-header-value-of-the-merchant/,
  /test-admin-token/,
  /MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY/,
];

/** On the process, as vitest loads this module once for its configuration and once for its set-up. */
const LEAKS = Symbol.for('aisac.leaks');
const leaks = ((globalThis as Record<symbol, unknown>)[LEAKS] ??= new Set<string>()) as Set<string>;

/** Reads every line that the Worker writes during the tests, and keeps its ordinary lines off the screen. */
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
