import { Copyable } from '../../layout/copyable';
import { Findings } from '../../layout/findings';
import { Form } from '../../layout/form';
import type { Refused } from '../../layout/refused';
import type { View } from '../../layout/view';
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
              <details id={`${form}-form`} open={refused?.form === form}>
                <summary>
                  {t.change}
                  <span class="visually-hidden"> {name}</span>
                </summary>
                <Findings form={form} refused={refused} title={setUpTexts[view.language].refused} />
                <Form view={view} action={`${path}#${form}-form`}>
                  <ServiceFields view={view} form={form} store={shown} refused={refused} />
                  <button>
                    {t.save}
                    <span class="visually-hidden"> {name}</span>
                  </button>
                </Form>
                <Form view={view} action={`${path}/rotate-secret`} creates>
                  <button class="quiet">{t.rotate}</button>
                  <p class="hint">{t.rotateHint}</p>
                </Form>
              </details>
            )}
          </article>
        );
      })}
      {more && <p class="hint">{setUpTexts[view.language].more}</p>}
      {mayWrite && (
        <details id="service-form" open={refused?.form === 'service'}>
          <summary>{t.connect}</summary>
          <Findings form="service" refused={refused} title={setUpTexts[view.language].refused} />
          <Form view={view} action="/account/profile/stores/custom#service-form" creates>
            <ServiceFields view={view} form="service" store={null} refused={refused} />
            <button>
              {t.submit} <span class="visually-hidden">{t.title}</span>
            </button>
          </Form>
        </details>
      )}
    </section>
  );
}
