import type { Context } from 'hono';
import type { SetUpRows } from '../../../db/pages/set-up';
import type { Store } from '../../../db/stores/stores';
import { loadSetUpRows } from '../../../domain/set-up/load-set-up-rows';
import type { AppEnv } from '../../../http/request/app-env';
import { presentChannel } from '../../../http/resources/channel';
import { DoneNotice } from '../../components/done-notice';
import type { FormErrors } from '../../forms/form-errors';
import { layoutTexts } from '../../layout/layout-texts';
import { PageLayout } from '../../layout/page-layout';
import { renderPage } from '../../layout/render-page';
import { authorizeSession } from '../../session/require-session';
import { viewOf } from '../../view/view';
import { MAX_LISTED } from '../max-listed';
import { setUpTexts } from '../set-up-texts';
import { CustomStoreSection, type NewStoreSecret } from '../stores/custom-store-section';
import { ShopifySection } from '../stores/shopify-section';
import { presentStoreView } from '../stores/store-view';
import { WhatsappSection } from '../whatsapp/whatsapp-section';

/** The result of a form: its errors, or a new secret, which is displayed only once. */
export type SetUpResult = {
  formErrors?: FormErrors;
  newSecret?: NewStoreSecret | null;
};

/** Reads the session and the data of the page in one round trip. */
export const loadSetUp = (c: Context<AppEnv>): Promise<SetUpRows> =>
  authorizeSession(c, (deps, session) => loadSetUpRows(deps, session, MAX_LISTED));

/** The connections: Shopify, WhatsApp and the merchant's own service. */
export async function renderSetUp(c: Context<AppEnv>, rows: SetUpRows, result: SetUpResult = {}) {
  const view = viewOf(c);
  const { encryptor } = c.get('deps');
  const now = c.get('deps').now();
  const { timeZone } = view.account;
  const t = setUpTexts[view.language];
  const formErrors = result.formErrors ?? null;
  const storeContext = { encryptor, zone: timeZone, working: rows.webhookKeys };
  const pageStores = (some: Store[]) =>
    Promise.all(some.slice(0, MAX_LISTED).map((row) => presentStoreView(row, storeContext)));
  const [shops, ownSystems] = await Promise.all([pageStores(rows.shops), pageStores(rows.ownSystems)]);
  const channels = await Promise.all(
    rows.channels
      .slice(0, MAX_LISTED)
      .map(async (row) => ({ row, presented: await presentChannel(row, encryptor, timeZone) })),
  );
  const page = (
    <PageLayout view={view} title={layoutTexts[view.language].section.setUp} navSection="setUp">
      <DoneNotice texts={t.done} code={c.req.query('done')} />
      <nav class="jumps" aria-label={t.jumps}>
        <a href="#shopify">Shopify</a> <a href="#whatsapp">WhatsApp</a> <a href="#service">{t.service}</a>
      </nav>
      <ShopifySection
        view={view}
        stores={shops}
        more={rows.shops.length > MAX_LISTED}
        formErrors={formErrors}
        now={now}
      />
      <WhatsappSection
        view={view}
        channels={channels}
        more={rows.channels.length > MAX_LISTED}
        verifyToken={c.get('settings').META_VERIFY_TOKEN}
        formErrors={formErrors}
      />
      <CustomStoreSection
        view={view}
        stores={ownSystems}
        more={rows.ownSystems.length > MAX_LISTED}
        formErrors={formErrors}
        newSecret={result.newSecret ?? null}
        now={now}
      />
    </PageLayout>
  );
  return renderPage(c, page, formErrors ? 422 : 200);
}
