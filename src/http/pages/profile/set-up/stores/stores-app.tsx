import { type Context, Hono } from 'hono';
import type { Store } from '../../../../../db/stores';
import { isCheckDue } from '../../../../../domain/checks/is-check-due';
import type { Claim } from '../../../../../domain/idempotency';
import { findStore, patchStore, resumeStore, rotateStoreSecret } from '../../../../../domain/stores/change-store';
import { CheckStore, checkStore } from '../../../../../domain/stores/check/check-store';
import { type CreatedStore, CreateStore, createStore } from '../../../../../domain/stores/create-store';
import { makeWebhookKey } from '../../../../../domain/stores/make-webhook-key';
import { Failure } from '../../../../../shared/failure';
import type { JsonObject } from '../../../../../shared/json';
import type { AppEnv } from '../../../../env';
import { once } from '../../../../idempotency';
import { answerPage } from '../../layout/answer-page';
import { viewOf } from '../../layout/view';
import { signedForm } from '../../session/forms';
import { parseForm } from '../../session/parse-form';
import { letIn } from '../../session/require-session';
import { refusedForm } from '../refuse-form';
import { checkInput, serviceInput } from '../service/service-input';
import { shopifyInput } from '../shopify/shopify-input';
import { loadSetUp, showSetUp } from '../show-set-up';
import type { Done } from '../texts';
import { pageStore } from './page-store';
import { StoreChecklist } from './store-checklist';

const idsOf = ({ store, secret }: CreatedStore) => ({ idStore: store.idStore, secret });

/** Makes a store of a form's members, once. */
const make = (c: Context<AppEnv>, input: JsonObject) =>
  once(
    c,
    c.get('caller').account.accountId,
    (claim: Claim<CreatedStore>) => createStore(c.get('deps'), c.get('caller'), parseForm(CreateStore, input), claim),
    idsOf,
  );

const given = (members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));

const back = (c: Context<AppEnv>, done: Done, store: Pick<Store, 'kind'>) =>
  c.redirect(`/account/profile?done=${done}#${store.kind === 'shopify' ? 'shopify' : 'service'}`, 303);

export const storesApp = new Hono<AppEnv>()
  .post('/stores/shopify', ...signedForm('settings:write'), async (c) => {
    const deps = c.get('deps');
    try {
      const { idStore } = await make(c, { kind: 'shopify', ...shopifyInput(c.get('form')) });
      if (viewOf(c).may('webhook:shopify'))
        await makeWebhookKey(deps, c.get('caller'), await findStore(deps, c.get('caller'), idStore));
      await checkStore(deps, c.get('caller'), { idStore });
    } catch (error) {
      const refused = refusedForm(error, 'shopify', c.get('form'));
      return showSetUp(c, await loadSetUp(c), { refused });
    }
    return back(c, 'saved', { kind: 'shopify' });
  })

  .post('/stores/custom', ...signedForm('settings:write'), async (c) => {
    try {
      const { idStore, secret } = await make(c, { kind: 'custom', ...given(serviceInput(c.get('form'), null)) });
      return showSetUp(c, await loadSetUp(c), { madeSecret: secret === null ? null : { idStore, secret } });
    } catch (error) {
      const refused = refusedForm(error, 'service', c.get('form'));
      return showSetUp(c, await loadSetUp(c), { refused });
    }
  })

  .post('/stores/:id', ...signedForm('settings:write'), async (c) => {
    const deps = c.get('deps');
    const store = await findStore(deps, c.get('caller'), c.req.param('id'));
    const form = c.get('form');
    try {
      const patch = store.kind === 'shopify' ? shopifyInput(form) : serviceInput(form, store);
      await patchStore(deps, c.get('caller'), { idStore: store.idStore, patch });
    } catch (error) {
      const refused = refusedForm(error, `store-${store.idStore}`, form);
      return showSetUp(c, await loadSetUp(c), { refused });
    }
    // Another shop's or token's check says nothing of this one.
    if (store.kind === 'shopify') await checkStore(deps, c.get('caller'), { idStore: store.idStore });
    return back(c, 'saved', store);
  })

  .post('/stores/:id/check', ...signedForm('settings:write'), async (c) => {
    const idStore = c.req.param('id');
    const store = await findStore(c.get('deps'), c.get('caller'), idStore);
    try {
      const objects = parseForm(CheckStore, store.kind === 'custom' ? checkInput(c.get('form')) : {});
      await checkStore(c.get('deps'), c.get('caller'), { idStore, ...objects });
    } catch (error) {
      const refused = refusedForm(error, `check-${idStore}`, c.get('form'));
      return showSetUp(c, await loadSetUp(c), { refused });
    }
    return back(c, 'checked', store);
  })

  .post('/stores/:id/webhook-key', ...signedForm('settings:write'), async (c) => {
    const store = await findStore(c.get('deps'), c.get('caller'), c.req.param('id'));
    await makeWebhookKey(c.get('deps'), c.get('caller'), store);
    return back(c, 'address_made', store);
  })

  .post('/stores/:id/resume', ...signedForm('settings:write'), async (c) =>
    back(c, 'resumed', await resumeStore(c.get('deps'), c.get('caller'), c.req.param('id'))),
  )

  .post('/stores/:id/rotate-secret', ...signedForm('settings:write'), async (c) => {
    const rotate = (claim: Claim<CreatedStore>) =>
      rotateStoreSecret(c.get('deps'), c.get('caller'), c.req.param('id'), claim);
    const { idStore, secret } = await once(c, c.get('caller').account.accountId, rotate, idsOf);
    return showSetUp(c, await loadSetUp(c), { madeSecret: secret === null ? null : { idStore, secret } });
  })

  // A shop is asked again by itself until all is seen to work; the merchant's own system would be written to, and is not.
  .get('/stores/:id/checklist', async (c) => {
    const idStore = c.req.param('id');
    const now = c.get('deps').now();
    const { store: before, webhookKeys } = await letIn(c, (deps, accountId, sessionId) =>
      deps.setUp.loadStore({ accountId, sessionId }, idStore, now),
    );
    if (!before) throw new Failure('not_found', 'There is no such store');
    const [deps, view] = [c.get('deps'), viewOf(c)];
    const isDue = before.kind === 'shopify' && view.may('settings:write') && isCheckDue(before.lastCheck, now);
    if (isDue) await checkStore(deps, c.get('caller'), { idStore });
    const row = isDue ? await findStore(deps, c.get('caller'), idStore) : before;
    const store = await pageStore(row, {
      sealer: deps.sealer,
      zone: view.account.timeZone,
      working: webhookKeys,
    });
    return answerPage(c, <StoreChecklist view={view} store={store} refused={null} now={now} />);
  });
