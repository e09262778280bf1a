import type { Context } from 'hono';
import type { SetUpRows } from '../../../../db/set-up';
import type { Store } from '../../../../db/stores';
import { READY_KEYS, readyFlows } from '../../../../domain/flows/ready-flows';
import type { AppEnv } from '../../../env';
import { presentChannel } from '../../../resources/channel';
import { answerPage } from '../layout/answer-page';
import { DoneNotice } from '../layout/done-notice';
import { Page } from '../layout/page';
import type { Refused } from '../layout/refused';
import { layoutTexts } from '../layout/texts';
import { viewOf } from '../layout/view';
import { letIn } from '../session/require-session';
import { ApiSection } from './api/api-section';
import { FlowsSection } from './flows/flows-section';
import { MOST_SHOWN } from './most-shown';
import { type MadeSecret, ServiceSection } from './service/service-section';
import { ShopifySection } from './shopify/shopify-section';
import { pageStore } from './stores/page-store';
import { setUpTexts } from './texts';
import { WhatsappSection } from './whatsapp/whatsapp-section';

/** What is shown besides: what a form did, a form that was refused, a secret that is shown this once. */
export type SetUpNews = {
  refused?: Refused;
  madeKey?: { name: string; apiKey: string };
  madeSecret?: MadeSecret | null;
};

/** Reads all that the page shows, with the session, in one round trip. */
export const loadSetUp = (c: Context<AppEnv>): Promise<SetUpRows> =>
  letIn(c, (deps, accountId, sessionId) =>
    deps.setUp.load({ accountId, sessionId }, { now: deps.now(), most: MOST_SHOWN, flowKeys: READY_KEYS }),
  );

/** The front of the profile page: API, the merchant's own systems, Shopify, WhatsApp and flows. */
export async function showSetUp(c: Context<AppEnv>, rows: SetUpRows, news: SetUpNews = {}) {
  const view = viewOf(c);
  const { sealer } = c.get('deps');
  const now = c.get('deps').now();
  const { timeZone } = view.account;
  const t = setUpTexts[view.language];
  const refused = news.refused ?? null;
  const shown = { sealer, zone: timeZone, working: rows.webhookKeys };
  const pageStores = (some: Store[]) => Promise.all(some.slice(0, MOST_SHOWN).map((row) => pageStore(row, shown)));
  const [shops, ownSystems] = await Promise.all([pageStores(rows.shops), pageStores(rows.ownSystems)]);
  const channels = await Promise.all(
    rows.channels
      .slice(0, MOST_SHOWN)
      .map(async (row) => ({ row, shown: await presentChannel(row, sealer, timeZone) })),
  );
  const page = (
    <Page view={view} title={layoutTexts[view.language].setUp} place="setUp">
      <DoneNotice texts={t.done} code={c.req.query('done')} />
      <nav class="jumps" aria-label={t.jumps}>
        <a href="#api">API</a> <a href="#shopify">Shopify</a> <a href="#whatsapp">WhatsApp</a>{' '}
        <a href="#flows">{t.flows}</a> <a href="#service">{t.service}</a>
      </nav>
      <ApiSection view={view} rows={rows} refused={refused} made={news.madeKey ?? null} />
      <ShopifySection view={view} stores={shops} more={rows.shops.length > MOST_SHOWN} refused={refused} now={now} />
      <WhatsappSection
        view={view}
        channels={channels}
        more={rows.channels.length > MOST_SHOWN}
        verifyToken={c.get('settings').META_VERIFY_TOKEN}
        refused={refused}
      />
      <FlowsSection view={view} flows={rows.flows} ready={await readyFlows()} refused={refused} />
      <ServiceSection
        view={view}
        stores={ownSystems}
        more={rows.ownSystems.length > MOST_SHOWN}
        refused={refused}
        made={news.madeSecret ?? null}
        now={now}
      />
    </Page>
  );
  return answerPage(c, page, refused ? 422 : 200);
}
