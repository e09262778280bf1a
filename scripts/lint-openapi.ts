import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';

/* Lints docs/openapi.json, which a test compares with the document that the Worker serves. Any problem exits with 1. */
const source = readFileSync(join(import.meta.dirname, '../docs/openapi.json'), 'utf8');
const problems = await lintFromString({ source, config: await createConfig({ extends: ['recommended-strict'] }) });
for (const { severity, ruleId, message, location } of problems) {
  console.log(`${severity} ${ruleId} ${location[0]?.pointer ?? ''}: ${message}`);
}
console.log(`docs/openapi.json: ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
