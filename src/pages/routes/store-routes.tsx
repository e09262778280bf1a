import { type Context, Hono } from 'hono';
import type { Store } from '../../db/stores/stores';
import { isCheckDue } from '../../domain/checks/is-check-due';
import type { MakeIdempotencyRecord } from '../../domain/idempotency-record';
import { requireScope } from '../../domain/keys/authenticate';
import { loadStoreSetUp } from '../../domain/set-up/load-set-up-rows';
import { patchStore } from '../../domain/stores/change-store';
import { CheckStore, checkStore } from '../../domain/stores/check/check-store';
import { type CreatedStore, CreateStore, createStore } from '../../domain/stores/create-store';
import { findStore } from '../../domain/stores/find-store';
import { rotateStoreSecret } from '../../domain/stores/rotate-store-secret';
import { ensureWebhookKey } from '../../domain/stores/webhook-key';
import { recheckStore } from '../../domain/troubles/recheck';
import type { AppEnv } from '../../http/request/app-env';
import { withIdempotency } from '../../http/request/with-idempotency';
import { AppError } from '../../shared/errors/app-error';
import type { JsonObject } from '../../shared/json/json';
import { formErrorsFrom } from '../forms/form-errors-from';
import { parseForm } from '../forms/parse-form';
import { renderPage } from '../layout/render-page';
import { authorizeForm } from '../session/form-middleware';
import { authorizeDangerousForm } from '../session/require-recent-sign-in';
import { authorizeSession } from '../session/require-session';
import { loadSetUp, renderSetUp } from '../set-up/page/set-up-page';
import type { SetUpDoneCode } from '../set-up/set-up-texts';
import { readCheckForm, readCustomStoreForm } from '../set-up/stores/custom-store-form';
import { readShopifyForm } from '../set-up/stores/shopify-form';
import { StoreChecklist } from '../set-up/stores/store-checklist';
import { presentStoreView } from '../set-up/stores/store-view';
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

const redirectToSetUp = (c: Context<AppEnv>, done: SetUpDoneCode, store: Pick<Store, 'kind'>) =>
  c.redirect(`/account/profile?done=${done}#${store.kind === 'shopify' ? 'shopify' : 'service'}`, 303);

export const storeRoutes = new Hono<AppEnv>()
  .post('/stores/shopify', ...authorizeForm('settings:write'), async (c) => {
    const deps = c.get('deps');
    try {
      const { idStore: storeId } = await createStoreFromForm(c, { kind: 'shopify', ...readShopifyForm(c.get('form')) });
      if (viewOf(c).may('webhook:shopify'))
        await ensureWebhookKey(deps, c.get('caller'), await findStore(deps, c.get('caller'), storeId));
      await checkStore(deps, c.get('caller'), { storeId });
    } catch (error) {
      const formErrors = formErrorsFrom(error, 'shopify', c.get('form'));
      return renderSetUp(c, await loadSetUp(c), { formErrors });
    }
    return redirectToSetUp(c, 'saved', { kind: 'shopify' });
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
    const form = c.get('form');
    try {
      const patch = store.kind === 'shopify' ? readShopifyForm(form) : readCustomStoreForm(form, store);
      await patchStore(deps, c.get('caller'), { storeId: store.storeId, patch });
    } catch (error) {
      const formErrors = formErrorsFrom(error, `store-${store.storeId}`, form);
      return renderSetUp(c, await loadSetUp(c), { formErrors });
    }
    // The last check was made with the old settings.
    if (store.kind === 'shopify') await checkStore(deps, c.get('caller'), { storeId: store.storeId });
    return redirectToSetUp(c, 'saved', store);
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
    return redirectToSetUp(c, 'checked', store);
  })

  .post('/stores/:id/webhook-key', ...authorizeDangerousForm('settings:write'), async (c) => {
    const store = await findStore(c.get('deps'), c.get('caller'), c.req.param('id'));
    await ensureWebhookKey(c.get('deps'), c.get('caller'), store);
    return redirectToSetUp(c, 'address_made', store);
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

  // Only a Shopify store is checked again automatically: the check of a merchant's own system writes to it.
  .get('/stores/:id/checklist', async (c) => {
    const storeId = c.req.param('id');
    const now = c.get('deps').now();
    const { store: before, webhookKeys } = await authorizeSession(c, (deps, session) =>
      loadStoreSetUp(deps, session, storeId),
    );
    requireScope(c.get('caller'), 'settings:read');
    if (!before) throw new AppError('not_found', 'There is no such store');
    const [deps, view] = [c.get('deps'), viewOf(c)];
    const isDue = before.kind === 'shopify' && view.may('settings:write') && isCheckDue(before.lastCheck, now);
    if (isDue) await checkStore(deps, c.get('caller'), { storeId });
    const row = isDue ? await findStore(deps, c.get('caller'), storeId) : before;
    const store = await presentStoreView(row, {
      encryptor: deps.encryptor,
      zone: view.account.timeZone,
      working: webhookKeys,
    });
    return renderPage(c, <StoreChecklist view={view} store={store} formErrors={null} now={now} />);
  });
