import type { SearchRows } from '../../../db/pages/request-pages';
import { flowNameIn } from '../../flows/words/flow-name';
import { labelTexts } from '../../format/label-texts';
import { Field } from '../../forms/field';
import { FormErrorSummary } from '../../forms/form-error-summary';
import { SelectField } from '../../forms/select-field';
import type { View } from '../../view/view';
import { requestTexts } from '../request-texts';
import { SEARCH_STATES, type SearchField, type SearchQuery } from './search-query';

const FORM_ID = 'search';

/** The search form: one field for what a person remembers, and filters. It uses GET, so that a search can be bookmarked. */
export function SearchForm({ view, query, flows }: { view: View; query: SearchQuery; flows: SearchRows['flows'] }) {
  const t = requestTexts[view.language];
  const words = labelTexts[view.language];
  const { values, invalidFields: wrong } = query;
  const formErrors = {
    form: FORM_ID,
    issues: wrong.map((field) => ({ path: `?${field}`, code: field, message: field })),
    values: new URLSearchParams(values),
    texts: t.wrong,
  };
  const labels = { q: t.query, customer: t.customer, order: t.order, state: t.state, flow: t.flow };
  const findingOf = (field: SearchField) => (wrong.includes(field) ? t.wrong[field] : null);
  const any = { value: '', label: t.any };
  const known = flows.some(({ key }) => key === values.flow);
  const others = values.flow === undefined || known ? [] : [{ value: values.flow, label: values.flow }];
  const isFiltered = wrong.length > 0 || (['customer', 'order', 'flow'] as const).some((field) => values[field]);
  return (
    <search>
      <form method="get" action="/account/profile/requests" aria-label={t.search} class="search-form">
        {wrong.length > 0 && (
          <FormErrorSummary form={FORM_ID} formErrors={formErrors} title={t.formErrorTitle} labels={labels} />
        )}
        {values.show && <input type="hidden" name="show" value={values.show} />}
        {values.store && <input type="hidden" name="store" value={values.store} />}
        <div class="search-line">
          <div class="field">
            <label for="search-q">{t.query}</label>
            <input
              id="search-q"
              name="q"
              type="search"
              value={values.q ?? ''}
              maxlength={255}
              autocomplete="off"
              dir="auto"
            />
          </div>
          <button class="quiet">{t.submit}</button>
        </div>
        <details id="filters" open={isFiltered}>
          <summary>{t.filters}</summary>
          <div class="fields">
            <Field
              form={FORM_ID}
              name="customer"
              label={t.customer}
              hint={t.customerHint}
              formErrors={formErrors}
              value={values.customer}
            />
            <Field
              form={FORM_ID}
              name="order"
              label={t.order}
              hint={t.orderHint}
              formErrors={formErrors}
              value={values.order}
            />
            <SelectField
              id="search-state"
              name="state"
              label={t.state}
              options={[any, ...SEARCH_STATES.map((value) => ({ value, label: words.state[value] }))]}
              chosen={values.state ?? ''}
              issue={findingOf('state')}
            />
            <SelectField
              id="search-flow"
              name="flow"
              label={t.flow}
              options={[
                any,
                ...flows.map((flow) => ({ value: flow.key, label: flowNameIn(view.language, flow) })),
                ...others,
              ]}
              chosen={values.flow ?? ''}
              issue={findingOf('flow')}
            />
          </div>
          <button class="quiet">{t.apply}</button>
        </details>
      </form>
    </search>
  );
}
