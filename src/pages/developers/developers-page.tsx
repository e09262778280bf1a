import type { Context } from 'hono';
import type { SetUpRows } from '../../db/pages/set-up';
import type { AppEnv } from '../../http/request/app-env';
import { Copyable } from '../components/copyable';
import { DoneNotice } from '../components/done-notice';
import { ScrollTable } from '../components/scroll-table';
import type { FormErrors } from '../forms/form-errors';
import { layoutTexts } from '../layout/layout-texts';
import { PageLayout } from '../layout/page-layout';
import { renderPage } from '../layout/render-page';
import { ApiSection } from '../set-up/api/api-section';
import { MAX_LISTED } from '../set-up/max-listed';
import { setUpTexts } from '../set-up/set-up-texts';
import { type View, viewOf } from '../view/view';
import { developersTexts } from './developers-texts';

const PATH = '/account/profile/developers';

/** `#ids`: the ids of what the account has, which no other page shows. */
function IdsSection({ view, rows }: { view: View; rows: SetUpRows }) {
  const t = developersTexts[view.language];
  const ids = [
    { kind: t.account, name: view.account.name, id: view.account.accountId },
    ...[...rows.shops, ...rows.ownSystems].map(({ name, storeId }) => ({ kind: t.store, name, id: storeId })),
    ...rows.channels.map(({ name, channelId }) => ({ kind: t.channel, name, id: channelId })),
    ...rows.flows.map(({ name, key }) => ({ kind: t.flow, name, id: key })),
  ];
  return (
    <section id="ids">
      <h2>{t.ids}</h2>
      <ScrollTable label={t.ids} columns={[t.name, t.kind, 'ID']}>
        {ids.map(({ kind, name, id }) => (
          <tr>
            <th scope="row">
              <bdi>{name}</bdi>
            </th>
            <td>{kind}</td>
            <td>
              <code>{id}</code>
            </td>
          </tr>
        ))}
      </ScrollTable>
      {[rows.shops, rows.ownSystems, rows.channels].some(({ length }) => length > MAX_LISTED) && (
        <p class="hint">{setUpTexts[view.language].more}</p>
      )}
    </section>
  );
}

/** The page for developers: keys, curl commands, addresses and ids. `newKey` is displayed only once. */
export function renderDevelopers(
  c: Context<AppEnv>,
  rows: SetUpRows,
  {
    formErrors = null,
    newKey = null,
  }: { formErrors?: FormErrors | null; newKey?: { name: string; apiKey: string } | null } = {},
) {
  const view = viewOf(c);
  const t = developersTexts[view.language];
  const page = (
    <PageLayout
      view={c.req.method === 'GET' ? view : { ...view, path: PATH }}
      title={layoutTexts[view.language].section.developers}
      navSection="developers"
    >
      <DoneNotice texts={setUpTexts[view.language].done} code={c.req.query('done')} />
      <p>{t.intro}</p>
      <ApiSection view={view} rows={rows} formErrors={formErrors} newKey={newKey} />
      <section id="addresses" aria-labelledby="addresses-title">
        <h2 id="addresses-title">{t.addresses}</h2>
        <Copyable view={view} id="api-base" label={t.base} value={`${view.origin}/v1`} />
        <p>
          <a href="/docs">{t.reference}</a> · <a href="/openapi.json">{t.openApi}</a>
        </p>
      </section>
      <IdsSection view={view} rows={rows} />
    </PageLayout>
  );
  return renderPage(c, page, formErrors ? 422 : 200);
}
