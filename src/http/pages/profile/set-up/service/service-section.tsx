import { Copyable } from '../../layout/copyable';
import { Form } from '../../layout/form';
import type { Refused } from '../../layout/refused';
import type { View } from '../../layout/view';
import { ChangeForm } from '../change-form';
import { ConnectSection } from '../connect-section';
import type { PageStore } from '../stores/page-store';
import { Paused } from '../stores/paused';
import { StoreChecklist, type StoreProps } from '../stores/store-checklist';
import { ServiceFields } from './service-fields';
import { serviceTexts } from './texts';

/** A secret that was made a moment ago, and is shown this once. */
export type MadeSecret = { idStore: string; secret: string };

function OwnSystemCard({ view, store, refused, made, now }: StoreProps & { made: MadeSecret | null }) {
  const t = serviceTexts[view.language];
  const { idStore, name } = store.row;
  const form = `store-${idStore}`;
  const path = `/account/profile/stores/${idStore}`;
  return (
    <article aria-labelledby={`${form}-title`}>
      <h3 id={`${form}-title`}>
        <bdi>{name}</bdi>
      </h3>
      <Paused view={view} store={store.row} />
      {made?.idStore === idStore && (
        <div class="notice good" role="status">
          <Copyable view={view} id="made-secret" label={t.secret} value={made.secret} />
        </div>
      )}
      <Copyable view={view} id={`id-${idStore}`} label="id_store" value={idStore} />
      <StoreChecklist view={view} store={store} refused={refused} now={now} />
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
        <ServiceFields view={view} form={form} store={store.shown} refused={refused} />
      </ChangeForm>
    </article>
  );
}

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
  return (
    <ConnectSection
      view={view}
      id="service"
      texts={serviceTexts[view.language]}
      connected={stores}
      card={(store) => <OwnSystemCard view={view} store={store} refused={refused} made={made} now={now} />}
      more={more}
      form="service"
      path="/account/profile/stores/custom"
      fields={<ServiceFields view={view} form="service" store={null} refused={refused} />}
      isFirst={false}
      refused={refused}
    />
  );
}
