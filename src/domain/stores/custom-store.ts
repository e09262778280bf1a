import { z } from 'zod';
import type { Endpoint } from '../../db/schema';
import type { Store } from '../../db/stores/stores';
import { isWebhookSecret } from '../../shared/crypto/standard-webhooks';
import type { Issue } from '../../shared/errors/app-error';
import { cleanPasted, trimPasted } from '../../shared/text/clean-pasted';
import { compileLiquid } from '../liquid/compile';
import type { Deps } from '../ports';
import { encryptHeaders } from './endpoint-headers';
import { storeNameSchema, storeRateSchema } from './store-schemas';
import { ShippingInput } from './store-shipping';

const headerName = z
  .string()
  .max(100)
  .regex(/^[!#$%&'*+\-.^_`|~0-9a-z]+$/i, 'must be an HTTP header name')
  .refine(
    (name) =>
      !/^(host|content-.*|transfer-encoding|connection|keep-alive|te|trailer|upgrade|user-agent|proxy-.*|webhook-.*|cf-.*)$/i.test(
        name,
      ),
    { message: 'must not be a header that this service or the platform sets' },
  );
/** Keeps quotes, unlike a secret: some headers need them. */
const headerValue = z
  .string()
  .overwrite(trimPasted)
  .max(4_096)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'must consist of visible characters, without line breaks');
const headers = z.record(headerName, headerValue).default({});
const url = z.string().min(1).max(2_048);

const GetObjectEndpoint = z.strictObject({
  url,
  method: z.enum(['GET', 'POST']).default('GET'),
  params: z.record(z.string().min(1).max(100), z.string().max(4_096)).default({ order_id: '{{ object.id }}' }),
  headers,
  timeout_ms: z.number().int().min(100).max(30_000).default(10_000),
});
const UpdateObjectEndpoint = z.strictObject({
  url,
  method: z.literal('POST').default('POST'),
  headers,
  timeout_ms: z.number().int().min(100).max(30_000).default(15_000),
});
export const CreateCustomStore = z
  .strictObject({
    name: storeNameSchema,
    kind: z.literal('custom'),
    secret: z
      .string()
      .overwrite(cleanPasted)
      .refine(isWebhookSecret, { message: 'must be whsec_ and 24 to 64 bytes in base64' })
      .optional(),
    get_object: GetObjectEndpoint.optional(),
    update_object: UpdateObjectEndpoint.optional(),
    shipping: ShippingInput.optional(),
    rate: storeRateSchema({ perSecond: 10, burst: 20, concurrency: 4 }),
  })
  .meta({
    id: 'CreateCustomStore',
    example: {
      name: 'Negozio',
      kind: 'custom',
      get_object: {
        url: 'https://shop.example/ws/getObject',
        method: 'GET',
        params: { order_id: '{{ object.id }}' },
        headers: { 'x-token': 'a secret of the shop' },
      },
      update_object: { url: 'https://shop.example/ws/updateObject' },
    },
  });
export type CustomInput = z.infer<typeof CreateCustomStore>;

/** Returns the issues that the schema does not find: forbidden URLs, and invalid Liquid in parameters. */
export function endpointIssues(
  deps: Pick<Deps, 'urlRejectionReason'>,
  endpoints: Pick<CustomInput, 'get_object' | 'update_object'>,
): Issue[] {
  const issues: Issue[] = [];
  for (const name of ['get_object', 'update_object'] as const) {
    const reason = endpoints[name] ? deps.urlRejectionReason(endpoints[name].url) : null;
    if (reason) issues.push({ path: `/${name}/url`, code: 'url_refused', message: reason });
  }
  for (const [param, template] of Object.entries(endpoints.get_object?.params ?? {})) {
    const compiled = compileLiquid(template);
    const path = `/get_object/params/${param}`;
    if (!compiled.ok) issues.push({ path, code: compiled.code, message: compiled.message });
  }
  return issues;
}

const encryptEndpoint = async (
  { encryptor }: Pick<Deps, 'encryptor'>,
  storeId: string,
  endpoint: Endpoint | undefined,
): Promise<Endpoint | null> =>
  endpoint ? { ...endpoint, headers: await encryptHeaders(encryptor, storeId, endpoint.headers) } : null;

/** Returns the columns of the two endpoints, with encrypted header values. */
export const endpointColumns = async (
  deps: Pick<Deps, 'encryptor'>,
  storeId: string,
  input: CustomInput,
): Promise<Partial<Store>> => ({
  getObject: await encryptEndpoint(deps, storeId, input.get_object),
  updateObject: await encryptEndpoint(deps, storeId, input.update_object),
});
