import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { licencesDocument } from './licences/licences-document.ts';

writeFileSync(join(import.meta.dirname, '../docs/licences.md'), licencesDocument());
