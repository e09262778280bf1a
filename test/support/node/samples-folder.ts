import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Returns the folder of samples and documents that may not be published (CONTRIBUTING.md): the one that `SAMPLES` names, else
 * `shared` beside the checkout; null if there is neither.
 */
export function samplesFolder(): string | null {
  const { SAMPLES: named } = process.env;
  if (named !== undefined) return named;
  const beside = join(import.meta.dirname, '../../../../shared');
  return existsSync(join(beside, 'payloads')) ? beside : null;
}
