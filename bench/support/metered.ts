import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The source of the meter that can be put around the Worker. */
export const METERED = readFileSync(join(import.meta.dirname, 'metered-worker.js'), 'utf8');
