import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { samplesFolder } from '../support/node/samples-folder.ts';

/** Meta's OpenAPI document, which may not be published, in the samples' folder. */
const CONTRACT = 'contracts/whatsapp_business_messaging_v23.0.yaml.gz';
/** Members that Meta has added since its OpenAPI document of v23.0. */
const MEMBERS_SINCE_V23 = ['recipient', 'biz_opaque_callback_data'];

/**
 * Relaxes rules that the document's own examples violate: `additionalProperties: false` in one part of an `allOf` rejects
 * the members of the other parts, and the pattern of a button's index rejects "0".
 */
function relaxSchema(part: unknown): void {
  if (typeof part !== 'object' || part === null) return;
  const schema = part as Record<string, any>;
  for (const piece of Array.isArray(schema.allOf) ? schema.allOf : []) delete piece.additionalProperties;
  if (schema.pattern === '^[2-6, 11-14]$') schema.pattern = '^\\d{1,2}$';
  for (const value of Object.values(schema)) relaxSchema(value);
}

/** Returns a validator of sends by Meta's own OpenAPI document; null without the samples' folder. */
export function metaContractValidator(): ((body: unknown) => string[]) | null {
  const folder = samplesFolder();
  if (folder === null) return null;
  const { components } = parse(gunzipSync(readFileSync(join(folder, CONTRACT))).toString('utf8')) as {
    components: any;
  };
  relaxSchema(components);
  // A list's text may have 4,096 characters. The document has one limit for lists and reply buttons (1,024).
  components.schemas.BodyObject.properties.text.maxLength = 4_096;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: 'meta', components }, 'meta');
  const ofType = (type: string) =>
    ajv.compile({ $ref: `meta#/components/schemas/${type[0]?.toUpperCase()}${type.slice(1)}Message` });
  return (body) => {
    const documented = Object.fromEntries(
      Object.entries(body as object).filter(([name]) => !MEMBERS_SINCE_V23.includes(name)),
    );
    if (!('to' in documented)) documented.to = '15550000000';
    const validate = ofType(String(documented.type));
    return validate(documented)
      ? []
      : (validate.errors ?? []).map(
          ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
        );
  };
}
