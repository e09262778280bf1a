import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';

/** Lints the API's document as it is kept in docs/ (a test holds that to what the Worker serves); errors fail. */
const source = readFileSync(join(import.meta.dirname, '../docs/openapi.json'), 'utf8');
const problems = await lintFromString({ source, config: await createConfig({ extends: ['recommended-strict'] }) });
for (const { severity, ruleId, message, location } of problems) {
  console.log(`${severity} ${ruleId} ${location[0]?.pointer ?? ''}: ${message}`);
}
console.log(`docs/openapi.json: ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
