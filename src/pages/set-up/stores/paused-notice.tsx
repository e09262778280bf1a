import type { Store } from '../../../db/stores/stores';
import { ErrorReason } from '../../components/error-reason';
import { Form } from '../../forms/form';
import type { View } from '../../view/view';
import { setUpTexts } from '../set-up-texts';

/** Explains why deliveries to a store are paused, with a button to resume. */
export function PausedNotice({ view, store }: { view: View; store: Store }) {
  if (store.pausedAt === null) return null;
  const t = setUpTexts[view.language];
  return (
    <div class="notice bad">
      <p>
        {t.paused} <ErrorReason view={view} code={store.pausedReason} detail={null} />
      </p>
      {view.may('settings:write') && (
        <Form view={view} action={`/account/profile/stores/${store.storeId}/resume`}>
          <button>{t.resume}</button>
        </Form>
      )}
    </div>
  );
}
