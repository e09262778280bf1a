import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { samplesFolder } from './samples-folder.ts';

/** Texts of JSON files by their names without `.json`. */
type Texts = Record<string, string>;

function readTexts(folder: string): Texts {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(
    files.map((file) => [file.slice(0, -'.json'.length), readFileSync(join(folder, file), 'utf8')]),
  );
}

/**
 * Reads the webhooks of Meta and Shopify that may not be published, in `payloads` of the samples' folder. Empty without the
 * folder: then their tests are skipped.
 */
export function readSamples(): { whatsapp: Texts; shopify: Texts } {
  const folder = samplesFolder();
  if (folder === null) return { whatsapp: {}, shopify: {} };
  return {
    whatsapp: readTexts(join(folder, 'payloads/whatsapp')),
    shopify: readTexts(join(folder, 'payloads/shopify')),
  };
}
