import type { Overview } from '../../domain/overview/build-overview';
import { DoneNotice } from '../components/done-notice';
import type { FormErrors } from '../forms/form-errors';
import { layoutTexts } from '../layout/layout-texts';
import { PageLayout } from '../layout/page-layout';
import type { View } from '../view/view';
import { ChargesSection } from './charges-section';
import { DaysSection } from './days-section';
import { DeliveriesSection } from './deliveries-section';
import { overviewFormats } from './overview-formats';
import { overviewTexts } from './overview-texts';
import { RepliesSection } from './replies-section';
import { ReturnsSection } from './returns-section';

/** The periods of the overview, in days. */
export const PERIOD_DAYS = [7, 30, 90] as const;

/** The overview of the last days: charts with their data tables. */
export function OverviewPage({
  view,
  overview,
  formErrors,
  done,
}: {
  view: View;
  overview: Overview;
  formErrors: FormErrors | null;
  done: string | undefined;
}) {
  const t = overviewTexts[view.language];
  const { date } = overviewFormats[view.language];
  const { days } = overview;
  return (
    <PageLayout
      view={view}
      title={layoutTexts[view.language].reports}
      navSection="home"
      back={{ href: '/account/profile/home', label: layoutTexts[view.language].section.home }}
    >
      <DoneNotice texts={t.returns.done} code={done} />
      <nav class="chips" aria-label={t.period}>
        {PERIOD_DAYS.map((count) => (
          <a href={`/account/profile/overview?days=${count}`} aria-current={count === days.length ? 'true' : undefined}>
            {t.lastDays(count)}
          </a>
        ))}
      </nav>
      <p class="hint">{t.between(date(days[0]?.day ?? ''), date(days.at(-1)?.day ?? ''), view.account.timeZone)}</p>
      <DaysSection view={view} overview={overview} />
      <RepliesSection view={view} overview={overview} />
      <DeliveriesSection view={view} overview={overview} />
      <ReturnsSection view={view} overview={overview} formErrors={formErrors} />
      <ChargesSection view={view} overview={overview} />
    </PageLayout>
  );
}
