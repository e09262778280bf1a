import type { Store } from '../../../db/stores';
import { Form } from '../../forms/form';
import type { View } from '../../view/view';
import { setUpTexts } from '../set-up-texts';

/** Says that nothing is delivered to a store, why, and lets it go on. */
export function PausedNotice({ view, store }: { view: View; store: Store }) {
  if (store.pausedAt === null) return null;
  const t = setUpTexts[view.language];
  return (
    <div class="notice bad">
      <p>
        {t.paused} <code>{store.pausedReason}</code>
      </p>
      {view.may('settings:write') && (
        <Form view={view} action={`/account/profile/stores/${store.storeId}/resume`}>
          <button>{t.resume}</button>
        </Form>
      )}
    </div>
  );
}
