import type { SetUpRows } from '../../../db/pages/set-up';
import { SCOPES } from '../../../domain/keys/scopes';
import { Copyable } from '../../components/copyable';
import { Field } from '../../forms/field';
import { Form } from '../../forms/form';
import { FormErrorSummary } from '../../forms/form-error-summary';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { MAX_LISTED } from '../max-listed';
import { setUpTexts } from '../set-up-texts';
import { apiTexts } from './api-texts';
import { curlExamples } from './curl-examples';
import { KeyList } from './key-list';

export const KEY_FORM = 'key';

/** `#api`: the account's keys, and examples of the six operations with its own ids. */
export function ApiSection({
  view,
  rows,
  formErrors,
  newKey,
}: {
  view: View;
  rows: SetUpRows;
  formErrors: FormErrors | null;
  newKey: { name: string; apiKey: string } | null;
}) {
  const t = apiTexts[view.language];
  const lines = curlExamples(view.origin, rows);
  const granted = SCOPES.filter((scope) => view.may(scope));
  const ticked = formErrors?.form === KEY_FORM ? formErrors.values.getAll('scopes') : [];
  return (
    <section id="api" aria-labelledby="api-title">
      <h2 id="api-title">{t.title}</h2>
      <p>{t.intro}</p>
      {newKey && (
        <div class="notice good" role="status">
          <Copyable view={view} id="made-key" label={`${t.made} ${newKey.name}`} value={newKey.apiKey} />
          <p class="hint">{t.madeHint}</p>
        </div>
      )}
      <KeyList
        view={view}
        keys={rows.keys.slice(0, MAX_LISTED)}
        webhookKeyIds={rows.webhookKeys.map(({ keyId }) => keyId)}
        sessionKeyId={rows.key?.keyId ?? ''}
      />
      {rows.keys.length > MAX_LISTED && <p class="hint">{setUpTexts[view.language].more}</p>}
      {view.may('settings:write') && (
        <details id="key-form" open={formErrors?.form === KEY_FORM}>
          <summary>{t.make}</summary>
          <FormErrorSummary
            form={KEY_FORM}
            formErrors={formErrors}
            title={setUpTexts[view.language].formErrorTitle}
            labels={{ name: t.name, scopes: t.scopes, scopes_0: t.scopes, expires_at: t.expires }}
          />
          <Form view={view} action="/account/profile/keys#key-form" creates>
            <Field form={KEY_FORM} name="name" label={t.name} formErrors={formErrors} required />
            <fieldset>
              <legend>{t.scopes}</legend>
              <p class="hint">{t.scopesHint}</p>
              <div class="choices">
                {granted.map((scope) => (
                  <label>
                    <input type="checkbox" name="scopes" value={scope} checked={ticked.includes(scope)} />{' '}
                    <code>{scope}</code>
                  </label>
                ))}
              </div>
            </fieldset>
            <Field form={KEY_FORM} name="expires_at" label={t.expires} hint={t.expiresHint} formErrors={formErrors} />
            <button>{t.submit}</button>
          </Form>
        </details>
      )}
      <h3>{t.operations}</h3>
      <p>{t.operationsHint}</p>
      <dl class="curl">
        {Object.entries(lines).map(([name, line]) => (
          <>
            <dt>
              {t.operation[name as keyof typeof lines]} <code>{name}</code>
            </dt>
            <dd>
              <Copyable view={view} id={`curl-${name}`} label={`curl ${name}`} value={line} />
            </dd>
          </>
        ))}
      </dl>
      <p>
        <a href="/docs">{t.reference}</a>
      </p>
    </section>
  );
}
