import type { SearchRows } from '../../../../../db/request-pages';
import { Choice } from '../../layout/choice';
import { Field } from '../../layout/field';
import { Findings } from '../../layout/findings';
import type { View } from '../../layout/view';
import { wordTexts } from '../../layout/word-texts';
import { requestTexts } from '../texts';
import { type SearchField, type SearchQuery, STATES } from './search-query';

const FORM = 'search';

/** The form by which requests are searched: all of it is in the address, so that it can be kept as a bookmark. */
export function SearchForm({ view, query, flows }: { view: View; query: SearchQuery; flows: SearchRows['flows'] }) {
  const t = requestTexts[view.language];
  const words = wordTexts[view.language];
  const { given, wrong } = query;
  const refused = {
    form: FORM,
    findings: wrong.map((field) => ({ path: `?${field}`, code: field, message: field })),
    given: new URLSearchParams(given),
    texts: t.wrong,
  };
  const labels = { customer: t.customer, order: t.order, state: t.state, flow: t.flow };
  const findingOf = (field: SearchField) => (wrong.includes(field) ? t.wrong[field] : null);
  const any = { value: '', label: t.any };
  const known = flows.some(({ key }) => key === given.flow);
  const others = given.flow === undefined || known ? [] : [{ value: given.flow, label: given.flow }];
  return (
    <search>
      <form method="get" action="/account/profile/requests" aria-label={t.search}>
        {wrong.length > 0 && <Findings form={FORM} refused={refused} title={t.refused} labels={labels} />}
        <div class="fields top-aligned">
          <Field
            form={FORM}
            name="customer"
            label={t.customer}
            hint={t.customerHint}
            refused={refused}
            value={given.customer}
          />
          <Field form={FORM} name="order" label={t.order} hint={t.orderHint} refused={refused} value={given.order} />
          <Choice
            id="search-state"
            name="state"
            label={t.state}
            options={[any, ...STATES.map((value) => ({ value, label: words.state[value] }))]}
            chosen={given.state ?? ''}
            finding={findingOf('state')}
          />
          <Choice
            id="search-flow"
            name="flow"
            label={t.flow}
            options={[any, ...flows.map(({ key, name }) => ({ value: key, label: name })), ...others]}
            chosen={given.flow ?? ''}
            finding={findingOf('flow')}
          />
        </div>
        <button>{t.submit}</button>
      </form>
    </search>
  );
}
