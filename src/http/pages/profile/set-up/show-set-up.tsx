import type { Context } from 'hono';
import type { SetUpRows } from '../../../../db/set-up';
import type { AppEnv } from '../../../env';
import { answerPage } from '../layout/answer-page';
import { Notice } from '../layout/notice';
import { Page } from '../layout/page';
import type { Refused } from '../layout/refused';
import { layoutTexts } from '../layout/texts';
import { viewOf } from '../layout/view';
import { letIn } from '../session/require-session';
import { ApiSection } from './api/api-section';
import { setUpTexts } from './texts';

/** What is shown besides: what a form did, a form that was refused, a secret that is shown this once. */
export type SetUpNews = {
  refused?: Refused;
  madeKey?: { name: string; apiKey: string };
};

/** Reads all that the page shows, with the session, in one round trip. */
export const loadSetUp = (c: Context<AppEnv>): Promise<SetUpRows> =>
  letIn(c, (deps, accountId, sessionId) => deps.setUp.load(accountId, sessionId, deps.now()));

/** The front of the profile page: API, Shopify, WhatsApp and flows. */
export function showSetUp(c: Context<AppEnv>, rows: SetUpRows, { refused, madeKey }: SetUpNews = {}) {
  const view = viewOf(c);
  const t = setUpTexts[view.language];
  const done = Object.entries(t.done).find(([code]) => code === c.req.query('done'))?.[1];
  const page = (
    <Page view={view} title={layoutTexts[view.language].setUp} place="setUp">
      {done !== undefined && <Notice text={done} />}
      <ApiSection view={view} rows={rows} refused={refused ?? null} made={madeKey ?? null} />
    </Page>
  );
  return answerPage(c, page, refused ? 422 : 200);
}
