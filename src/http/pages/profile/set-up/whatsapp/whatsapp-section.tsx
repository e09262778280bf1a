import type { SetUpChannel } from '../../../../../db/set-up';
import type { presentChannel } from '../../../../resources/channel';
import { Copyable } from '../../layout/copyable';
import { Form } from '../../layout/form';
import { Reason } from '../../layout/reason';
import type { Refused } from '../../layout/refused';
import type { View } from '../../layout/view';
import { ChangeForm } from '../change-form';
import { ConnectSection } from '../connect-section';
import { ChannelChecklist } from './channel-checklist';
import { ChannelFields } from './channel-fields';
import { TestForm } from './test-form';
import { whatsappTexts } from './texts';

/** A number as its card shows it. */
type PageChannel = { row: SetUpChannel; shown: Awaited<ReturnType<typeof presentChannel>> };

function ChannelCard({
  view,
  channel: { row, shown },
  refused,
}: {
  view: View;
  channel: PageChannel;
  refused: Refused | null;
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
            {t.broken} <Reason view={view} code={row.brokenReason} detail={null} />
          </p>
          {mayWrite && (
            <Form view={view} action={`${path}/resume`}>
              <button>{t.resume}</button>
            </Form>
          )}
        </div>
      )}
      <ChannelChecklist view={view} channel={row} />
      {mayWrite && <TestForm view={view} channelId={channelId} refused={refused} />}
      <ChangeForm view={view} form={form} path={path} name={name} refused={refused}>
        <ChannelFields view={view} form={form} channel={shown} refused={refused} />
      </ChangeForm>
    </article>
  );
}

/** `#whatsapp`: what goes to Meta, each number with its checklist, and the form that connects another. */
export function WhatsappSection({
  view,
  channels,
  more,
  verifyToken,
  refused,
}: {
  view: View;
  channels: PageChannel[];
  more: boolean;
  verifyToken: string;
  refused: Refused | null;
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
      card={(channel) => <ChannelCard view={view} channel={channel} refused={refused} />}
      more={more}
      form="channel"
      path="/account/profile/channels"
      fields={<ChannelFields view={view} form="channel" channel={null} refused={refused} />}
      isFirst={channels.length === 0}
      refused={refused}
    />
  );
}
