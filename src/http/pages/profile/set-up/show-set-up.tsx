import type { Context } from 'hono';
import type { SetUpRows } from '../../../../db/set-up';
import { readyFlows } from '../../../../domain/flows/ready-flows';
import type { AppEnv } from '../../../env';
import { presentChannel } from '../../../resources/channel';
import { answerPage } from '../layout/answer-page';
import { Notice } from '../layout/notice';
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
    deps.setUp.load({ accountId, sessionId }, { now: deps.now(), most: MOST_SHOWN }),
  );

/** The front of the profile page: API, the merchant's own systems, Shopify, WhatsApp and flows. */
export async function showSetUp(c: Context<AppEnv>, rows: SetUpRows, news: SetUpNews = {}) {
  const view = viewOf(c);
  const deps = c.get('deps');
  const { timeZone } = view.account;
  const t = setUpTexts[view.language];
  const done = Object.entries(t.done).find(([code]) => code === c.req.query('done'))?.[1];
  const refused = news.refused ?? null;
  const stores = await Promise.all(
    rows.stores.slice(0, MOST_SHOWN).map((row) => pageStore(row, deps.sealer, timeZone, rows.keys)),
  );
  const channels = await Promise.all(
    rows.channels
      .slice(0, MOST_SHOWN)
      .map(async (row) => ({ row, shown: await presentChannel(row, deps.sealer, timeZone) })),
  );
  const ofKind = (kind: 'custom' | 'shopify') => stores.filter(({ row }) => row.kind === kind);
  const page = (
    <Page view={view} title={layoutTexts[view.language].setUp} place="setUp">
      {done !== undefined && <Notice text={done} />}
      <nav class="jumps" aria-label={t.jumps}>
        <a href="#api">API</a> <a href="#shopify">Shopify</a> <a href="#whatsapp">WhatsApp</a>{' '}
        <a href="#flows">{t.flows}</a> <a href="#service">{t.service}</a>
      </nav>
      <ApiSection view={view} rows={rows} refused={refused} made={news.madeKey ?? null} />
      <ShopifySection view={view} stores={ofKind('shopify')} refused={refused} now={deps.now()} />
      <WhatsappSection
        view={view}
        channels={channels}
        seen={rows.whatsappSeen}
        verifyToken={c.get('settings').META_VERIFY_TOKEN}
        refused={refused}
      />
      <FlowsSection view={view} flows={rows.flows} ready={await readyFlows()} refused={refused} />
      <ServiceSection
        view={view}
        stores={ofKind('custom')}
        refused={refused}
        made={news.madeSecret ?? null}
        now={deps.now()}
      />
    </Page>
  );
  return answerPage(c, page, refused ? 422 : 200);
}
