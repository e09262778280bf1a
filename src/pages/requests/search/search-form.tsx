import type { SearchRows } from '../../../db/request-pages';
import { labelTexts } from '../../format/label-texts';
import { Field } from '../../forms/field';
import { FormErrorSummary } from '../../forms/form-error-summary';
import { SelectField } from '../../forms/select-field';
import type { View } from '../../view/view';
import { requestTexts } from '../request-texts';
import { SEARCH_STATES, type SearchField, type SearchQuery } from './search-query';

const FORM_ID = 'search';

/** The search form. It uses GET, so that a search can be bookmarked. */
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
  const labels = { customer: t.customer, order: t.order, state: t.state, flow: t.flow };
  const findingOf = (field: SearchField) => (wrong.includes(field) ? t.wrong[field] : null);
  const any = { value: '', label: t.any };
  const known = flows.some(({ key }) => key === values.flow);
  const others = values.flow === undefined || known ? [] : [{ value: values.flow, label: values.flow }];
  return (
    <search>
      <form method="get" action="/account/profile/requests" aria-label={t.search}>
        {wrong.length > 0 && (
          <FormErrorSummary form={FORM_ID} formErrors={formErrors} title={t.formErrorTitle} labels={labels} />
        )}
        <div class="fields top-aligned">
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
            options={[any, ...flows.map(({ key, name }) => ({ value: key, label: name })), ...others]}
            chosen={values.flow ?? ''}
            issue={findingOf('flow')}
          />
        </div>
        <button>{t.submit}</button>
      </form>
    </search>
  );
}
