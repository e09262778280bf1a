import type { ApiKey } from '../../../../../db/keys';
import { Form } from '../../layout/form';
import { layoutTexts } from '../../layout/texts';
import { Time } from '../../layout/time';
import type { View } from '../../layout/view';
import { apiTexts } from './texts';

/** The keys of an account that work, each with what can be done to it. */
export function KeysTable({ view, keys, signedInWith }: { view: View; keys: ApiKey[]; signedInWith: string }) {
  const t = apiTexts[view.language];
  const mayWrite = view.may('settings:write');
  return (
    <div class="scroll" role="region" aria-label={t.keys} tabindex={0}>
      <table>
        <caption>{t.keys}</caption>
        <thead>
          <tr>
            <th scope="col">{t.name}</th>
            <th scope="col">{t.scopes}</th>
            <th scope="col">{t.used}</th>
            <th scope="col">{t.ends}</th>
            {mayWrite && <th scope="col">{t.actions}</th>}
          </tr>
        </thead>
        <tbody>
          {keys.map(({ keyId, name, lastFour, scopes, lastUsedAt, expiresAt }) => (
            <tr>
              <th scope="row">
                <bdi>{name}</bdi> <code>…{lastFour}</code>
                {keyId === signedInWith && <span class="hint"> ({t.thisOne})</span>}
              </th>
              <td>{scopes.join(', ')}</td>
              <td>{lastUsedAt === null ? layoutTexts[view.language].never : <Time view={view} ms={lastUsedAt} />}</td>
              <td>{expiresAt === null ? '–' : <Time view={view} ms={expiresAt} />}</td>
              {mayWrite && (
                <td class="actions">
                  <Form view={view} action={`/account/profile/keys/${keyId}/rotate`} creates>
                    <button class="quiet">
                      {t.rotate}
                      <span class="visually-hidden"> {name}</span>
                    </button>
                  </Form>
                  <Form view={view} action={`/account/profile/keys/${keyId}/revoke`}>
                    <button class="quiet danger">
                      {t.revoke}
                      <span class="visually-hidden"> {name}</span>
                    </button>
                  </Form>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
