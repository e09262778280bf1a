import { GuideLink } from '../components/guide-link';
import type { View } from '../view/view';
import { alertTexts } from './alert-texts';
import { conversationTexts } from './conversation-texts';
import { OPTED_OUT_PATH } from './opted-out/opted-out-page';
import { optedOutTexts } from './opted-out/opted-out-texts';

/**
 * The keyboard shortcuts, and the switch of notifications on this device, which needs a script. `vapidKey` is null if the
 * deployment has no keys for notifications.
 */
export function HelpAndAlerts({ view, vapidKey }: { view: View; vapidKey: string | null }) {
  const t = conversationTexts[view.language];
  const a = alertTexts[view.language];
  return (
    <div class="help-and-alerts">
      <details id="help" class="menu">
        <summary aria-keyshortcuts="?">{t.help}</summary>
        <dl class="menu-body facts">
          {t.keys.map(([key, what]) => (
            <>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </>
          ))}
        </dl>
      </details>
      <GuideLink view={view} name="conversations" />
      <p>
        <a href={OPTED_OUT_PATH}>{optedOutTexts[view.language].title}</a>
      </p>
      <button type="button" id="sound" class="quiet" hidden data-on={a.soundOn} data-off={a.soundOff}>
        {a.soundOn}
      </button>
      {vapidKey !== null && (
        <form
          id="alerts"
          method="post"
          action="/account/profile/conversations/alerts"
          hidden
          data-vapid-key={vapidKey}
          data-on={a.on}
          data-off={a.off}
          data-denied={a.denied}
          data-failed={a.failed}
        >
          <input type="hidden" name="form_token" value={view.formToken} />
          <button type="button" class="quiet" aria-pressed="false">
            {a.on}
          </button>{' '}
          <span class="hint" role="status" />
        </form>
      )}
    </div>
  );
}
