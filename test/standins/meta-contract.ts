import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

const CONTRACT = join(import.meta.dirname, '../../../shared/contracts/whatsapp_business_messaging_v23.0.yaml.gz');
/** Since then Meta has added members that its own document of v23 lacks (protocols.md, section 3). */
const MEMBERS_SINCE_V23 = ['recipient', 'biz_opaque_callback_data'];

/**
 * Mends what the document's own examples contradict: `additionalProperties: false` in one part of an `allOf` refuses the
 * members of the other parts, and the pattern of a button's index refuses "0". And one limit: a list's text may have 4,096
 * characters (protocols.md, section 4), which only our own schema can tell from the 1,024 of reply buttons.
 */
function relaxSchema(part: unknown): void {
  if (typeof part !== 'object' || part === null) return;
  const schema = part as Record<string, any>;
  for (const piece of Array.isArray(schema.allOf) ? schema.allOf : []) delete piece.additionalProperties;
  if (schema.pattern === '^[2-6, 11-14]$') schema.pattern = '^\\d{1,2}$';
  for (const value of Object.values(schema)) relaxSchema(value);
}

/** Checks a send against Meta's own OpenAPI document; null where that is not beside the project. */
export function metaContractValidator(): ((body: unknown) => string[]) | null {
  if (!existsSync(CONTRACT)) return null;
  const { components } = parse(gunzipSync(readFileSync(CONTRACT)).toString('utf8')) as { components: any };
  relaxSchema(components);
  components.schemas.BodyObject.properties.text.maxLength = 4_096;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: 'meta', components }, 'meta');
  const ofType = (type: string) =>
    ajv.compile({ $ref: `meta#/components/schemas/${type[0]?.toUpperCase()}${type.slice(1)}Message` });
  return (body) => {
    const known = Object.fromEntries(
      Object.entries(body as object).filter(([name]) => !MEMBERS_SINCE_V23.includes(name)),
    );
    if (!('to' in known)) known.to = '15550000000';
    const validate = ofType(String(known.type));
    return validate(known)
      ? []
      : (validate.errors ?? []).map(
          ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
        );
  };
}
