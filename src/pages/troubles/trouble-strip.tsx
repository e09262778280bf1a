import type { Trouble } from '../../db/people/troubles';
import { errorReasonText } from '../components/error-reason-text';
import { Icon } from '../components/icon';
import { Form } from '../forms/form';
import type { View } from '../view/view';
import { troubleTexts } from './trouble-texts';

type Cure = { label: string; href: string; isElsewhere?: boolean };
type Shown = { text: string; cure: Cure; recheckPath: string | null };

/** The codes of Meta for a token that no longer works or may do too little. */
const TOKEN_REASONS = ['meta_0', 'meta_3', 'meta_10', 'meta_190'];
const NO_PAYMENT_METHOD = 'meta_131042';
const META_BILLING = 'https://business.facebook.com/billing_hub/';

function channelCure(view: View, { id, reason }: Trouble): Cure {
  const t = troubleTexts[view.language];
  if (reason === NO_PAYMENT_METHOD) return { label: t.payment, href: META_BILLING, isElsewhere: true };
  const isOfToken = reason !== null && TOKEN_REASONS.includes(reason);
  return { label: isOfToken ? t.newToken : t.openConnection, href: `/account/profile#${id}` };
}

function shownOf(view: View, trouble: Trouble): Shown {
  const t = troubleTexts[view.language];
  const { kind, id } = trouble;
  switch (kind) {
    case 'channel_broken':
      return {
        text: t.channelBroken,
        cure: channelCure(view, trouble),
        recheckPath: `/account/profile/channels/${id}/resume`,
      };
    case 'channel_limited':
      return {
        text: t.channelLimited,
        cure: { label: t.openConnection, href: `/account/profile#${id}` },
        recheckPath: null,
      };
    case 'store_paused':
      return {
        text: t.storePaused,
        cure: { label: t.openConnection, href: `/account/profile#${id}` },
        recheckPath: `/account/profile/stores/${id}/resume`,
      };
    case 'updates_failed':
      return {
        text: t.updatesFailed,
        cure: { label: t.seeAll, href: '/account/profile/home#to-fix' },
        recheckPath: null,
      };
  }
}

function TroubleItem({ view, trouble }: { view: View; trouble: Trouble }) {
  const t = troubleTexts[view.language];
  const { text, cure, recheckPath } = shownOf(view, trouble);
  const { name, reason, kind } = trouble;
  const mayFix = kind === 'updates_failed' || view.may('settings:write');
  const why = reason === null ? null : errorReasonText(view.language, reason);
  return (
    <li>
      <p>
        {name !== '' && (
          <>
            <bdi class="name">{name}</bdi>
            {': '}
          </>
        )}
        {text} {why !== null && <span title={reason ?? undefined}>{why}</span>} {!mayFix && t.askAdmin}
        {view.rechecked === 'fails' && recheckPath !== null && <strong> {t.stillFails}</strong>}
      </p>
      {mayFix && (
        <div class="actions">
          <a class="button quiet" href={cure.href} rel={cure.isElsewhere ? 'noreferrer' : undefined}>
            {cure.label}
            <span class="visually-hidden"> {name}</span>
          </a>
          {recheckPath !== null && (
            <Form view={view} action={recheckPath}>
              <input type="hidden" name="next" value={view.path} />
              <button class="quiet">
                {t.recheck}
                <span class="visually-hidden"> {name}</span>
              </button>
            </Form>
          )}
        </div>
      )}
    </li>
  );
}

/** What does not work, above every page, each with its cure; and what a check just found. */
export function TroubleStrip({ view }: { view: View }) {
  const t = troubleTexts[view.language];
  const troubles = view.troubles.filter(({ kind }) => kind !== 'updates_failed' || view.may('requests:read'));
  return (
    <>
      {view.rechecked === 'works' && (
        <p class="notice good toast" role="status">
          {t.works}
        </p>
      )}
      {troubles.length > 0 && (
        <aside class="troubles" aria-label={t.title}>
          <Icon name="triangle-alert" />
          <ul>
            {troubles.map((trouble) => (
              <TroubleItem view={view} trouble={trouble} />
            ))}
          </ul>
        </aside>
      )}
    </>
  );
}
