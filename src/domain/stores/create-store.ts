import { z } from 'zod';
import type { Endpoint } from '../../db/schema';
import type { Store } from '../../db/stores';
import { Failure, type Finding } from '../../shared/failure';
import { newId } from '../../shared/ids';
import { isWebhookSecret, newWebhookSecret } from '../../shared/standard-webhooks';
import { compileTemplate } from '../flows/liquid/compile';
import type { Claim } from '../idempotency';
import type { Context, Deps } from '../ports';
import { sealHeaders, secretPlace } from './endpoint-headers';

const headerName = z
  .string()
  .max(100)
  .regex(/^[!#$%&'*+\-.^_`|~0-9a-z]+$/i, 'an HTTP header name')
  .refine(
    (name) =>
      !/^(host|content-.*|transfer-encoding|connection|keep-alive|te|trailer|upgrade|user-agent|proxy-.*|webhook-.*|cf-.*)$/i.test(
        name,
      ),
    {
      message: 'this header is set by us or by the platform',
    },
  );
const headerValue = z
  .string()
  .max(4_096)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'visible characters, no line breaks');
const headers = z.record(headerName, headerValue).default({});
const url = z.string().min(1).max(2_048);

export const GetObjectEndpoint = z.strictObject({
  url,
  method: z.enum(['GET', 'POST']).default('GET'),
  params: z.record(z.string().min(1).max(100), z.string().max(4_096)).default({ order_id: '{{ object.id }}' }),
  headers,
  timeout_ms: z.number().int().min(100).max(30_000).default(10_000),
});
export const UpdateObjectEndpoint = z.strictObject({
  url,
  method: z.literal('POST').default('POST'),
  headers,
  timeout_ms: z.number().int().min(100).max(30_000).default(15_000),
});
export const StoreRateLimit = z.strictObject({
  per_second: z.number().min(0.1).max(1_000).default(10),
  burst: z.number().int().min(1).max(1_000).default(20),
  concurrency: z.number().int().min(1).max(100).default(4),
});

export const CreateStore = z
  .strictObject({
    name: z.string().min(1).max(200),
    kind: z.literal('custom'),
    secret: z.string().refine(isWebhookSecret, { message: 'whsec_ and 24 to 64 bytes in base64' }).optional(),
    get_object: GetObjectEndpoint.optional(),
    update_object: UpdateObjectEndpoint.optional(),
    rate: StoreRateLimit.prefault({}),
  })
  .meta({
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
type CreateStore = z.infer<typeof CreateStore>;

/** What is wrong with the endpoints beyond their form: where they may lead, and their parameters' Liquid. */
export function endpointFindings(
  deps: Pick<Deps, 'refuseUrl'>,
  endpoints: Pick<CreateStore, 'get_object' | 'update_object'>,
): Finding[] {
  const findings: Finding[] = [];
  for (const name of ['get_object', 'update_object'] as const) {
    const refusal = endpoints[name] ? deps.refuseUrl(endpoints[name].url) : null;
    if (refusal) findings.push({ path: `/${name}/url`, code: 'url_refused', message: refusal });
  }
  for (const [param, template] of Object.entries(endpoints.get_object?.params ?? {})) {
    const compiled = compileTemplate(template);
    const path = `/get_object/params/${param}`;
    if (!compiled.ok) findings.push({ path, code: compiled.code, message: compiled.message });
  }
  return findings;
}

/** An endpoint as it is stored: its header values sealed. */
export const sealEndpoint = async (
  { sealer }: Pick<Deps, 'sealer'>,
  idStore: string,
  endpoint: Endpoint | undefined,
): Promise<Endpoint | null> =>
  endpoint ? { ...endpoint, headers: await sealHeaders(sealer, idStore, endpoint.headers) } : null;

export type CreatedStore = { store: Store; secret: string };

/** Makes a store; its signing secret is made if none is given, and is in this answer and nowhere else. */
export async function createStore(
  deps: Deps,
  { account: { accountId } }: Context,
  input: CreateStore,
  claim: Claim<CreatedStore>,
): Promise<CreatedStore> {
  const findings = endpointFindings(deps, input);
  if (findings.length > 0)
    throw new Failure('validation_failed', `${findings.length} members are not valid`, { findings });
  const idStore = newId('str');
  const secret = input.secret ?? newWebhookSecret();
  const now = deps.now();
  const store: Store = {
    idStore,
    accountId,
    name: input.name,
    kind: input.kind,
    secret: await deps.sealer.seal(secret, secretPlace(idStore, 'secret')),
    previousSecret: null,
    previousSecretUntil: null,
    getObject: await sealEndpoint(deps, idStore, input.get_object),
    updateObject: await sealEndpoint(deps, idStore, input.update_object),
    rate: input.rate,
    shopifyStoreName: null,
    shopifyTokenApp: null,
    shopifyWebhookSecret: null,
    shopifyPreviousWebhookSecret: null,
    shopifyPreviousWebhookSecretUntil: null,
    shopifyClientId: null,
    shopifyClientSecret: null,
    shopifyAccessToken: null,
    shopifyAccessTokenUntil: null,
    webhookSeenAt: null,
    webhookRefusedAt: null,
    pausedAt: null,
    pausedReason: null,
    deletedAt: null,
    createdAt: now,
    updatedAt: now,
  };
  await deps.stores.insert(store, await claim({ store, secret }));
  return { store, secret };
}
