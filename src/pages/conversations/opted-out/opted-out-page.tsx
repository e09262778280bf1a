import type { OptOutRows } from '../../../db/pages/opt-out-pages';
import { EmptyState } from '../../components/empty-state';
import { RowList } from '../../components/row-list';
import { displayPhone } from '../../format/display-phone';
import { Time } from '../../format/time';
import { PageLayout } from '../../layout/page-layout';
import type { View } from '../../view/view';
import { optedOutTexts } from './opted-out-texts';

export const OPTED_OUT_PATH = '/account/profile/conversations/opted-out';

/** The customers who want no messages. */
export function OptedOutPage({ view, found }: { view: View; found: OptOutRows['found'] }) {
  const t = optedOutTexts[view.language];
  const last = found.rows.at(-1);
  return (
    <PageLayout
      view={view}
      title={t.title}
      navSection="conversations"
      back={{ href: '/account/profile/conversations', label: t.back }}
      isReadOnlyNoted={false}
    >
      <p>{t.about}</p>
      {last === undefined ? (
        <EmptyState icon="circle-check" text={t.none} />
      ) : (
        <RowList
          label={t.title}
          rows={found.rows.map(({ userKey, at, by, name, conversationId }) => {
            const phone = displayPhone(view, userKey);
            return {
              title: <bdi>{name ?? phone}</bdi>,
              facts: [
                ...(name === null ? [] : [{ label: 'WhatsApp', value: <bdi>{phone}</bdi> }]),
                { label: t.since, value: at === null ? '–' : <Time view={view} ms={at} /> },
                { label: t.how, value: by === null ? '–' : t.by[by] },
              ],
              actions: conversationId !== null && (
                <a class="button quiet" href={`/account/profile/conversations/${conversationId}`}>
                  {t.open}
                  <span class="visually-hidden"> {name ?? phone}</span>
                </a>
              ),
            };
          })}
        />
      )}
      {found.more && last && (
        <p>
          <a href={`${OPTED_OUT_PATH}?after=${encodeURIComponent(last.userKey)}`} rel="next">
            {t.next}
          </a>
        </p>
      )}
    </PageLayout>
  );
}
