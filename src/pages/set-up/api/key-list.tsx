import type { ApiKey } from '../../../db/accounts/keys';
import { RowList } from '../../components/row-list';
import { ConfirmLink } from '../../confirm/confirm-link';
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
      <ConfirmLink href={`/account/profile/keys/${keyId}/revoke`} label={t.revoke} name={name} />
    </>
  );
}

/** The active keys of an account with their actions; `webhookKeyIds` are those in webhook addresses. */
export function KeyList({
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
      <h3>{t.keys}</h3>
      <RowList
        label={t.keys}
        rows={keys.map((key) => ({
          title: (
            <>
              <bdi>{key.name}</bdi> <code>…{key.lastFour}</code>
              {key.keyId === sessionKeyId && <span class="hint"> ({t.thisOne})</span>}
            </>
          ),
          facts: [
            { label: t.scopes, value: key.scopes.join(', ') },
            {
              label: t.used,
              value:
                key.lastUsedAt === null ? layoutTexts[view.language].never : <Time view={view} ms={key.lastUsedAt} />,
            },
            { label: t.ends, value: key.expiresAt === null ? '–' : <Time view={view} ms={key.expiresAt} /> },
          ],
          actions: mayWrite && <KeyActions view={view} apiKey={key} isWebhookKey={webhookKeyIds.includes(key.keyId)} />,
        }))}
      />
      {mayWrite && <p class="hint">{t.rotateHint}</p>}
    </>
  );
}
