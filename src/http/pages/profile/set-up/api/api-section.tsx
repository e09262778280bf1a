import type { SetUpRows } from '../../../../../db/set-up';
import { SCOPES } from '../../../../../domain/keys/scopes';
import { Copyable } from '../../layout/copyable';
import { Field } from '../../layout/field';
import { Findings } from '../../layout/findings';
import { Form } from '../../layout/form';
import type { Refused } from '../../layout/refused';
import type { View } from '../../layout/view';
import { MOST_SHOWN } from '../most-shown';
import { setUpTexts } from '../texts';
import { curlLines } from './curl-lines';
import { KeysTable } from './keys-table';
import { apiTexts } from './texts';

export const KEY_FORM = 'key';

/** `#api`: the account's keys, and the six operations with its own ids. */
export function ApiSection({
  view,
  rows,
  refused,
  made,
}: {
  view: View;
  rows: SetUpRows;
  refused: Refused | null;
  made: { name: string; apiKey: string } | null;
}) {
  const t = apiTexts[view.language];
  const lines = curlLines(view.origin, rows);
  const granted = SCOPES.filter((scope) => view.may(scope));
  const ticked = refused?.form === KEY_FORM ? refused.given.getAll('scopes') : [];
  return (
    <section id="api" aria-labelledby="api-title">
      <h2 id="api-title">{t.title}</h2>
      <p>{t.intro}</p>
      {made && (
        <div class="notice good" role="status">
          <Copyable view={view} id="made-key" label={`${t.made} ${made.name}`} value={made.apiKey} />
          <p class="hint">{t.madeHint}</p>
        </div>
      )}
      <KeysTable
        view={view}
        keys={rows.keys.slice(0, MOST_SHOWN)}
        ofWebhooks={rows.webhookKeys.map(({ keyId }) => keyId)}
        signedInWith={rows.key?.keyId ?? ''}
      />
      {rows.keys.length > MOST_SHOWN && <p class="hint">{setUpTexts[view.language].more}</p>}
      {view.may('settings:write') && (
        <details id="key-form" open={refused?.form === KEY_FORM}>
          <summary>{t.make}</summary>
          <Findings form={KEY_FORM} refused={refused} title={setUpTexts[view.language].refused} />
          <Form view={view} action="/account/profile/keys#key-form" creates>
            <Field form={KEY_FORM} name="name" label={t.name} refused={refused} required />
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
            <Field form={KEY_FORM} name="expires_at" label={t.expires} hint={t.expiresHint} refused={refused} />
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
