import type { WhatStops } from '../../../domain/set-up/what-stops';
import { LOCALES } from '../../../shared/text/language';
import { flowNameIn } from '../../flows/words/flow-name';
import { Form } from '../../forms/form';
import { PageLayout } from '../../layout/page-layout';
import type { View } from '../../view/view';
import { disconnectTexts } from './disconnect-texts';

/** What is to be disconnected. */
type Kind = 'number' | 'shopify' | 'custom';

/** Says what will stop without a number or a store, and asks before it is disconnected. `path` is that of the resource. */
export function DisconnectPage({
  view,
  kind,
  path,
  name,
  stops: { flows, requests, pushes },
}: {
  view: View;
  kind: Kind;
  path: string;
  name: string;
  stops: WhatStops;
}) {
  const t = disconnectTexts[view.language];
  const isNumber = kind === 'number';
  const counted = (count: number) => new Intl.NumberFormat(LOCALES[view.language]).format(count);
  const stays = { number: t.atMeta, shopify: t.atShopify, custom: t.atOwn };
  return (
    <PageLayout view={view} title={t.title(name)} navSection="setUp">
      <div class="card">
        <p>{isNumber ? t.stopsNumber : t.stopsStore}</p>
        {requests > 0 && (
          <div class="notice warn">
            <p>
              <strong>{t.requests(counted(requests))}</strong> {isNumber ? t.requestsNumber : t.requestsStore}
            </p>
            {isNumber && <p>{t.replies}</p>}
          </div>
        )}
        {pushes > 0 && <p class="notice warn">{t.pushes(counted(pushes))}</p>}
        {flows.length === 0 && requests === 0 && pushes === 0 && <p>{t.nothing}</p>}
        <p class="hint">{stays[kind]}</p>
        <Form view={view} action={`${path}/disconnect`}>
          {flows.length > 0 && (
            <>
              <p>{t.flows}</p>
              <ul>
                {flows.map((flow) => (
                  <li>
                    <a href={`/account/profile/flows/${flow.key}`}>
                      <bdi>{flowNameIn(view.language, flow)}</bdi>
                    </a>
                  </li>
                ))}
              </ul>
              <p class="choices">
                <label>
                  <input type="checkbox" name="switch_off" value="true" checked aria-describedby="switch-off-hint" />
                  {t.switchOff}
                </label>
              </p>
              <p id="switch-off-hint" class="hint">
                {t.switchOffHint}
              </p>
            </>
          )}
          <div class="actions">
            <button class="danger">{t.confirm}</button>
            <a class="button quiet" href="/account/profile">
              {t.keep}
            </a>
          </div>
        </Form>
      </div>
    </PageLayout>
  );
}
