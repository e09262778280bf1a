import { Copyable } from '../../layout/copyable';
import { Form } from '../../layout/form';
import type { Refused } from '../../layout/refused';
import type { View } from '../../layout/view';
import { ChangeForm } from '../change-form';
import { ConnectForm } from '../connect-form';
import type { PageStore } from '../stores/page-store';
import { Paused } from '../stores/paused';
import { StoreChecklist } from '../stores/store-checklist';
import { setUpTexts } from '../texts';
import { ServiceFields } from './service-fields';
import { serviceTexts } from './texts';

/** A secret that was made a moment ago, and is shown this once. */
export type MadeSecret = { idStore: string; secret: string };

/** The merchant's own systems: their two endpoints, the secret, and what the last check saw. */
export function ServiceSection({
  view,
  stores,
  more,
  refused,
  made,
  now,
}: {
  view: View;
  stores: PageStore[];
  more: boolean;
  refused: Refused | null;
  made: MadeSecret | null;
  now: number;
}) {
  const t = serviceTexts[view.language];
  const mayWrite = view.may('settings:write');
  return (
    <section id="service" aria-labelledby="service-title">
      <h2 id="service-title">{t.title}</h2>
      <p>{t.intro}</p>
      {stores.length === 0 && <p>{t.none}</p>}
      {stores.map((store) => {
        const { row, shown } = store;
        const { idStore, name } = row;
        const form = `store-${idStore}`;
        const path = `/account/profile/stores/${idStore}`;
        return (
          <article aria-labelledby={`${form}-title`}>
            <h3 id={`${form}-title`}>
              <bdi>{name}</bdi>
            </h3>
            <Paused view={view} store={row} />
            {made?.idStore === idStore && (
              <div class="notice good" role="status">
                <Copyable view={view} id="made-secret" label={t.secret} value={made.secret} />
              </div>
            )}
            <Copyable view={view} id={`id-${idStore}`} label="id_store" value={idStore} />
            <StoreChecklist view={view} store={store} refused={refused} now={now} />
            {mayWrite && (
              <ChangeForm
                view={view}
                form={form}
                path={path}
                name={name}
                refused={refused}
                besides={
                  <Form view={view} action={`${path}/rotate-secret`} creates>
                    <button class="quiet">{t.rotate}</button>
                    <p class="hint">{t.rotateHint}</p>
                  </Form>
                }
              >
                <ServiceFields view={view} form={form} store={shown} refused={refused} />
              </ChangeForm>
            )}
          </article>
        );
      })}
      {more && <p class="hint">{setUpTexts[view.language].more}</p>}
      {mayWrite && (
        <ConnectForm
          view={view}
          form="service"
          path="/account/profile/stores/custom"
          label={t.connect}
          kind={t.title}
          isFirst={false}
          refused={refused}
        >
          <ServiceFields view={view} form="service" store={null} refused={refused} />
        </ConnectForm>
      )}
    </section>
  );
}
