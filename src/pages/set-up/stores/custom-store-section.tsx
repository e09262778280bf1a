import { Copyable } from '../../components/copyable';
import { Form } from '../../forms/form';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { ChangeForm } from '../change-form';
import { ConnectSection } from '../connect-section';
import { DisconnectLink } from '../disconnect/disconnect-link';
import { CustomStoreChecklist } from './custom-store-checklist';
import { CustomStoreFields } from './custom-store-fields';
import { customStoreTexts } from './custom-store-texts';
import { PausedNotice } from './paused-notice';
import type { StoreCardProps } from './store-card-props';
import type { StoreView } from './store-view';

/** A new secret, displayed only once. */
export type NewStoreSecret = { storeId: string; secret: string };

function CustomStoreCard({
  view,
  store,
  formErrors,
  newSecret,
}: StoreCardProps & { newSecret: NewStoreSecret | null }) {
  const t = customStoreTexts[view.language];
  const { storeId, name } = store.row;
  const form = `store-${storeId}`;
  const path = `/account/profile/stores/${storeId}`;
  return (
    <article id={storeId} aria-labelledby={`${form}-title`}>
      <h3 id={`${form}-title`}>
        <bdi>{name}</bdi>
      </h3>
      <PausedNotice view={view} store={store.row} />
      {newSecret?.storeId === storeId && (
        <div class="notice good" role="status">
          <Copyable view={view} id="made-secret" label={t.secret} value={newSecret.secret} />
        </div>
      )}
      <Copyable view={view} id={`id-${storeId}`} label={t.storeId} value={storeId} />
      <CustomStoreChecklist view={view} store={store} formErrors={formErrors} />
      <ChangeForm
        view={view}
        form={form}
        path={path}
        name={name}
        formErrors={formErrors}
        extraActions={
          <>
            <Form view={view} action={`${path}/rotate-secret`} creates>
              <button class="quiet">{t.rotate}</button>
              <p class="hint">{t.rotateHint}</p>
            </Form>
            <DisconnectLink view={view} path={path} name={name} />
          </>
        }
      >
        <CustomStoreFields view={view} form={form} store={store.presented} formErrors={formErrors} />
      </ChangeForm>
    </article>
  );
}

/** The merchant's own services: endpoints, secret and last check. */
export function CustomStoreSection({
  view,
  stores,
  more,
  formErrors,
  newSecret,
}: {
  view: View;
  stores: StoreView[];
  more: boolean;
  formErrors: FormErrors | null;
  newSecret: NewStoreSecret | null;
}) {
  return (
    <ConnectSection
      view={view}
      id="service"
      texts={customStoreTexts[view.language]}
      connected={stores}
      card={(store) => <CustomStoreCard view={view} store={store} formErrors={formErrors} newSecret={newSecret} />}
      more={more}
      form="service"
      path="/account/profile/stores/custom"
      fields={<CustomStoreFields view={view} form="service" store={null} formErrors={formErrors} />}
      isFirst={false}
      formErrors={formErrors}
    />
  );
}
