import type { SetUpChannel } from '../../../db/pages/set-up';
import type { presentChannel } from '../../../http/resources/channel';
import { Copyable } from '../../components/copyable';
import { ErrorReason } from '../../components/error-reason';
import { Form } from '../../forms/form';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { ChangeForm } from '../change-form';
import { ConnectSection } from '../connect-section';
import { ChannelChecklist } from './channel-checklist';
import { ChannelFields } from './channel-fields';
import { TestMessageForm } from './test-message-form';
import { whatsappTexts } from './whatsapp-texts';

/** A number for its card. */
type ChannelView = { row: SetUpChannel; presented: Awaited<ReturnType<typeof presentChannel>> };

function ChannelCard({
  view,
  channel: { row, presented: shown },
  formErrors,
}: {
  view: View;
  channel: ChannelView;
  formErrors: FormErrors | null;
}) {
  const t = whatsappTexts[view.language];
  const mayWrite = view.may('settings:write');
  const { channelId, name } = row;
  const form = `channel-${channelId}`;
  const path = `/account/profile/channels/${channelId}`;
  return (
    <article id={channelId} aria-labelledby={`${form}-title`}>
      <h3 id={`${form}-title`}>
        <bdi>{name}</bdi> <code>{row.phoneNumberId}</code>
      </h3>
      {row.brokenAt !== null && (
        <div class="notice bad">
          <p>
            {t.broken} <ErrorReason view={view} code={row.brokenReason} detail={null} />
          </p>
          {mayWrite && (
            <Form view={view} action={`${path}/resume`}>
              <button>{t.resume}</button>
            </Form>
          )}
        </div>
      )}
      <ChannelChecklist view={view} channel={row} />
      {mayWrite && <TestMessageForm view={view} channelId={channelId} formErrors={formErrors} />}
      <ChangeForm view={view} form={form} path={path} name={name} formErrors={formErrors}>
        <ChannelFields view={view} form={form} channel={shown} formErrors={formErrors} />
      </ChangeForm>
    </article>
  );
}

/** `#whatsapp`: the webhook settings for Meta, each number with its checklist, and the form that connects another. */
export function WhatsappSection({
  view,
  channels,
  more,
  verifyToken,
  formErrors,
}: {
  view: View;
  channels: ChannelView[];
  more: boolean;
  verifyToken: string;
  formErrors: FormErrors | null;
}) {
  const t = whatsappTexts[view.language];
  return (
    <ConnectSection
      view={view}
      id="whatsapp"
      texts={t}
      intro={
        <>
          <p>{t.atMeta}</p>
          <Copyable view={view} id="meta-callback" label={t.callback} value={`${view.origin}/webhook/facebook/`} />
          {view.may('settings:write') ? (
            <Copyable view={view} id="meta-verify-token" label={t.verifyToken} value={verifyToken} />
          ) : (
            <p class="hint">{t.hidden}</p>
          )}
        </>
      }
      connected={channels}
      card={(channel) => <ChannelCard view={view} channel={channel} formErrors={formErrors} />}
      more={more}
      form="channel"
      path="/account/profile/channels"
      fields={<ChannelFields view={view} form="channel" channel={null} formErrors={formErrors} />}
      isFirst={channels.length === 0}
      formErrors={formErrors}
    />
  );
}
