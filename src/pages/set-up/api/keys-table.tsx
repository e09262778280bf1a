import type { ApiKey } from '../../../db/accounts/keys';
import { ScrollTable } from '../../components/scroll-table';
import { Time } from '../../format/time';
import { Form } from '../../forms/form';
import { layoutTexts } from '../../layout/layout-texts';
import type { View } from '../../view/view';
import { apiTexts } from './api-texts';

function KeyActions({ view, apiKey, isWebhookKey }: { view: View; apiKey: ApiKey; isWebhookKey: boolean }) {
  const t = apiTexts[view.language];
  const { keyId, name } = apiKey;
  return (
    <>
      {!isWebhookKey && (
        <Form view={view} action={`/account/profile/keys/${keyId}/rotate`} creates>
          <button class="quiet">
            {t.rotate}
            <span class="visually-hidden"> {name}</span>
          </button>
        </Form>
      )}
      <details>
        <summary>
          {t.revoke}
          <span class="visually-hidden"> {name}</span>
        </summary>
        <Form view={view} action={`/account/profile/keys/${keyId}/revoke`}>
          <p class="hint">{isWebhookKey ? t.revokeWebhookHint : t.revokeHint}</p>
          <button class="quiet danger">
            {t.revokeForGood}
            <span class="visually-hidden"> {name}</span>
          </button>
        </Form>
      </details>
    </>
  );
}

/** The active keys of an account with their actions; `webhookKeyIds` are those in webhook addresses. */
export function KeysTable({
  view,
  keys,
  webhookKeyIds,
  sessionKeyId,
}: {
  view: View;
  keys: ApiKey[];
  webhookKeyIds: string[];
  sessionKeyId: string;
}) {
  const t = apiTexts[view.language];
  const mayWrite = view.may('settings:write');
  return (
    <>
      <ScrollTable
        label={t.keys}
        caption={<caption>{t.keys}</caption>}
        columns={[t.name, t.scopes, t.used, t.ends, mayWrite && t.actions]}
      >
        {keys.map((key) => (
          <tr>
            <th scope="row">
              <bdi>{key.name}</bdi> <code>…{key.lastFour}</code>
              {key.keyId === sessionKeyId && <span class="hint"> ({t.thisOne})</span>}
            </th>
            <td>{key.scopes.join(', ')}</td>
            <td>
              {key.lastUsedAt === null ? layoutTexts[view.language].never : <Time view={view} ms={key.lastUsedAt} />}
            </td>
            <td>{key.expiresAt === null ? '–' : <Time view={view} ms={key.expiresAt} />}</td>
            {mayWrite && (
              <td>
                <KeyActions view={view} apiKey={key} isWebhookKey={webhookKeyIds.includes(key.keyId)} />
              </td>
            )}
          </tr>
        ))}
      </ScrollTable>
      {mayWrite && <p class="hint">{t.rotateHint}</p>}
    </>
  );
}
