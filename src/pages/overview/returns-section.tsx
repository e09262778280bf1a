import type { Overview } from '../../domain/overview/build-overview';
import { displayMoney } from '../format/display-money';
import type { FormErrors } from '../forms/form-errors';
import type { View } from '../view/view';
import { DataTable } from './data-table';
import { overviewFormats } from './overview-formats';
import { OverviewSection } from './overview-section';
import { overviewTexts } from './overview-texts';
import { ReturnCostForm } from './return-cost-form';

/** The returns that releases of held parcels have avoided, and what they saved. */
export function ReturnsSection({
  view,
  overview,
  formErrors,
}: {
  view: View;
  overview: Overview;
  formErrors: FormErrors | null;
}) {
  const t = overviewTexts[view.language].returns;
  const { parcels, saved, currency } = overview.returns;
  const written = t.count(parcels, overviewFormats[view.language].count(parcels));
  return (
    <OverviewSection id="returns" texts={t} isCut={false}>
      {parcels === 0 ? (
        <p>{t.none}</p>
      ) : (
        <>
          <p>
            <strong>{saved === null ? written : `${written}: ${t.saved(displayMoney(view, saved, currency))}`}</strong>
          </p>
          {saved === null && view.may('settings:write') && <p class="hint">{t.setCost}</p>}
          <DataTable view={view} overview={overview} name="returns" />
        </>
      )}
      <ReturnCostForm view={view} formErrors={formErrors} />
    </OverviewSection>
  );
}
