import { type Context, Hono } from 'hono';
import type { Store } from '../../db/stores/stores';
import type { MakeIdempotencyRecord } from '../../domain/idempotency-record';
import { requireScope } from '../../domain/keys/authenticate';
import { loadStoreSetUp } from '../../domain/set-up/load-set-up-rows';
import { patchStore } from '../../domain/stores/change-store';
import { CheckStore, checkStore } from '../../domain/stores/check/check-store';
import { recheckStore } from '../../domain/stores/check/recheck-store';
import { type CreatedStore, CreateStore, createStore } from '../../domain/stores/create-store';
import { findStore } from '../../domain/stores/find-store';
import { rotateStoreSecret } from '../../domain/stores/rotate-store-secret';
import { setUpStore } from '../../domain/stores/set-up/set-up-store';
import { ensureWebhookKey } from '../../domain/stores/webhook-key';
import type { AppEnv } from '../../http/request/app-env';
import { withIdempotency } from '../../http/request/with-idempotency';
import { AppError } from '../../shared/errors/app-error';
import type { JsonObject } from '../../shared/json/json';
import { formErrorsFrom } from '../forms/form-errors-from';
import { parseForm } from '../forms/parse-form';
import { refusedWithSecrets } from '../forms/refused-with-secrets';
import { renderPage } from '../layout/render-page';
import { authorizeForm } from '../session/form-middleware';
import { authorizeDangerousForm } from '../session/require-recent-sign-in';
import { authorizeSession } from '../session/require-session';
import { loadSetUp, renderSetUp } from '../set-up/page/set-up-page';
import { redirectToSetUp } from '../set-up/redirect-to-set-up';
import type { SetUpDoneCode } from '../set-up/set-up-texts';
import { readCheckForm, readCustomStoreForm } from '../set-up/stores/custom-store-form';
import { ShopChecklist } from '../set-up/stores/shop-checklist';
import {
  readShopifyForm,
  refusedByShopify,
  SHOPIFY_FORM,
  shopifySecretsIn,
  withShopifyTexts,
} from '../set-up/stores/shopify-form';
import { redirectRechecked } from '../troubles/redirect-rechecked';
import { viewOf } from '../view/view';

/** The stored answer of a repeated form; `idStore` is its name at rest. */
const idsOf = ({ store, secret }: CreatedStore) => ({ idStore: store.storeId, secret });

/** Creates a store from form members, idempotently. */
const createStoreFromForm = (c: Context<AppEnv>, input: JsonObject) =>
  withIdempotency(
    c,
    c.get('caller').account.accountId,
    (idempotencyRecord: MakeIdempotencyRecord<CreatedStore>) =>
      createStore(c.get('deps'), c.get('caller'), parseForm(CreateStore, input), idempotencyRecord),
    idsOf,
  );

const dropNulls = (members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));

const redirectToStore = (c: Context<AppEnv>, done: SetUpDoneCode, { kind, storeId }: Pick<Store, 'kind' | 'storeId'>) =>
  redirectToSetUp(c, done, kind === 'shopify' ? storeId : 'service');

/** Creates the webhooks of a shop and checks its app; returns the steps. */
async function setUpShop(c: Context<AppEnv>, storeId: string) {
  const [deps, caller] = [c.get('deps'), c.get('caller')];
  const steps = await setUpStore(deps, caller, { storeId, origin: new URL(c.req.url).origin });
  // An order shows whether the app sees customers' data; without the app nothing does.
  if (steps.some(({ id, state }) => id === 'app' && state === 'done')) await checkStore(deps, caller, { storeId });
  return steps;
}

/** Sets up a shop that a form has saved, and shows the form again where Shopify does not accept its values. */
async function setUpSaved(c: Context<AppEnv>, storeId: string, done: SetUpDoneCode) {
  const values = c.get('form');
  const steps = await setUpShop(c, storeId);
  const { shopifyTokenApp } = await findStore(c.get('deps'), c.get('caller'), storeId);
  const member = shopifyTokenApp === null ? 'shopify_client_secret' : 'shopify_token_app';
  const formErrors = refusedByShopify(viewOf(c), steps, { form: `store-${storeId}`, values, member });
  if (formErrors) return renderSetUp(c, await loadSetUp(c), { formErrors });
  return redirectToSetUp(c, done, storeId);
}

/** The forms of stores. */
export const storeRoutes = new Hono<AppEnv>()
  .post('/stores/shopify', ...authorizeForm('settings:write'), async (c) => {
    const members = await readShopifyForm(c, SHOPIFY_FORM);
    let storeId: string;
    try {
      ({ idStore: storeId } = await createStoreFromForm(c, { kind: 'shopify', ...members }));
    } catch (error) {
      const refused = withShopifyTexts(viewOf(c), formErrorsFrom(error, SHOPIFY_FORM, c.get('form')));
      const formErrors = await refusedWithSecrets(c, refused, shopifySecretsIn(members));
      return renderSetUp(c, await loadSetUp(c), { formErrors });
    }
    return setUpSaved(c, storeId, 'connected');
  })

  .post('/stores/custom', ...authorizeForm('settings:write'), async (c) => {
    try {
      const { idStore: storeId, secret } = await createStoreFromForm(c, {
        kind: 'custom',
        ...dropNulls(readCustomStoreForm(c.get('form'), null)),
      });
      return renderSetUp(c, await loadSetUp(c), { newSecret: secret === null ? null : { storeId, secret } });
    } catch (error) {
      const formErrors = formErrorsFrom(error, 'service', c.get('form'));
      return renderSetUp(c, await loadSetUp(c), { formErrors });
    }
  })

  .post('/stores/:id', ...authorizeForm('settings:write'), async (c) => {
    const deps = c.get('deps');
    const store = await findStore(deps, c.get('caller'), c.req.param('id'));
    const { storeId, kind } = store;
    const [form, formId] = [c.get('form'), `store-${storeId}`];
    const members = kind === 'shopify' ? await readShopifyForm(c, formId) : null;
    try {
      await patchStore(deps, c.get('caller'), { storeId, patch: members ?? readCustomStoreForm(form, store) });
    } catch (error) {
      const refused = formErrorsFrom(error, formId, form);
      const formErrors = members
        ? await refusedWithSecrets(c, withShopifyTexts(viewOf(c), refused), shopifySecretsIn(members))
        : refused;
      return renderSetUp(c, await loadSetUp(c), { formErrors });
    }
    // The last check was made with the old settings.
    return kind === 'shopify' ? setUpSaved(c, storeId, 'saved') : redirectToStore(c, 'saved', store);
  })

  .post('/stores/:id/check', ...authorizeForm('settings:write'), async (c) => {
    const storeId = c.req.param('id');
    const store = await findStore(c.get('deps'), c.get('caller'), storeId);
    try {
      const objects = parseForm(CheckStore, store.kind === 'custom' ? readCheckForm(c.get('form')) : {});
      await checkStore(c.get('deps'), c.get('caller'), { storeId, ...objects });
    } catch (error) {
      const formErrors = formErrorsFrom(error, `check-${storeId}`, c.get('form'));
      return renderSetUp(c, await loadSetUp(c), { formErrors });
    }
    return redirectToStore(c, 'checked', store);
  })

  .post('/stores/:id/set-up', ...authorizeForm('settings:write'), async (c) => {
    const storeId = c.req.param('id');
    await setUpShop(c, storeId);
    return redirectToSetUp(c, 'checked', storeId);
  })

  .post('/stores/:id/webhook-key', ...authorizeDangerousForm('settings:write'), async (c) => {
    const store = await findStore(c.get('deps'), c.get('caller'), c.req.param('id'));
    await ensureWebhookKey(c.get('deps'), c.get('caller'), store);
    return redirectToStore(c, 'address_made', store);
  })

  .post('/stores/:id/resume', ...authorizeForm('settings:write'), async (c) =>
    redirectRechecked(c, await recheckStore(c.get('deps'), c.get('caller'), c.req.param('id'))),
  )

  .post('/stores/:id/rotate-secret', ...authorizeDangerousForm('settings:write'), async (c) => {
    const rotate = (idempotencyRecord: MakeIdempotencyRecord<CreatedStore>) =>
      rotateStoreSecret(c.get('deps'), c.get('caller'), c.req.param('id'), idempotencyRecord);
    const { idStore: storeId, secret } = await withIdempotency(c, c.get('caller').account.accountId, rotate, idsOf);
    return renderSetUp(c, await loadSetUp(c), { newSecret: secret === null ? null : { storeId, secret } });
  })

  .get('/stores/:id/checklist', async (c) => {
    const { store } = await authorizeSession(c, (deps, session) => loadStoreSetUp(deps, session, c.req.param('id')));
    requireScope(c.get('caller'), 'settings:read');
    if (store?.kind !== 'shopify') throw new AppError('not_found', 'There is no such Shopify store');
    return renderPage(c, <ShopChecklist view={viewOf(c)} store={store} />);
  });
