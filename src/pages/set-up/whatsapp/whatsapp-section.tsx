import type { SetUpChannel } from '../../../db/pages/set-up';
import type { presentChannel } from '../../../http/resources/channel';
import { Copyable } from '../../components/copyable';
import { ErrorReason } from '../../components/error-reason';
import { GuideLink } from '../../components/guide-link';
import { Time } from '../../format/time';
import { Form } from '../../forms/form';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { ChangeForm } from '../change-form';
import { CreateForm } from '../create-form';
import { DisconnectLink } from '../disconnect/disconnect-link';
import { setUpTexts } from '../set-up-texts';
import { ConnectSteps } from '../steps/connect-steps';
import { ChannelChecklist } from './channel-checklist';
import { ChannelFields } from './channel-fields';
import { CONNECT_FORM } from './connect-form';
import { ConnectNumber } from './connect-number';
import { NumberFacts } from './number-facts';
import { TestMessageForm } from './test-message-form';
import { whatsappTexts } from './whatsapp-texts';

/** The form for a number by its ids. */
export const HAND_FORM = 'channel';

/** A number for its card. */
type ChannelView = { row: SetUpChannel; presented: Awaited<ReturnType<typeof presentChannel>> };

/** Says that Meta takes no messages, or not all, from a number. */
function ChannelNotice({ view, channel }: { view: View; channel: SetUpChannel }) {
  const t = whatsappTexts[view.language];
  const { channelId, brokenAt, brokenReason, limits } = channel;
  if (brokenAt !== null) {
    return (
      <div class="notice bad">
        <p>
          {t.broken} <ErrorReason view={view} code={brokenReason} detail={null} />
        </p>
        {view.may('settings:write') && (
          <Form view={view} action={`/account/profile/channels/${channelId}/resume`}>
            <button class="quiet">{t.resume}</button>
          </Form>
        )}
      </div>
    );
  }
  const [limit] = limits ?? [];
  return limit === undefined ? null : (
    <p class="notice warn">
      {t.limited}
      {limit.until !== null && (
        <>
          {' '}
          {t.limitedUntil} <Time view={view} ms={limit.until} />
        </>
      )}
      .
    </p>
  );
}

function ChannelCard({
  view,
  channel: { row, presented: shown },
  formErrors,
}: {
  view: View;
  channel: ChannelView;
  formErrors: FormErrors | null;
}) {
  const mayWrite = view.may('settings:write');
  const { channelId, name } = row;
  const form = `channel-${channelId}`;
  const path = `/account/profile/channels/${channelId}`;
  return (
    <article id={channelId} aria-labelledby={`${form}-title`}>
      <h3 id={`${form}-title`}>
        <bdi>{name}</bdi>
      </h3>
      <ChannelNotice view={view} channel={row} />
      <NumberFacts view={view} channel={row} />
      <ChannelChecklist view={view} channel={row} formErrors={formErrors} />
      {mayWrite && <TestMessageForm view={view} channelId={channelId} formErrors={formErrors} />}
      <ChangeForm
        view={view}
        form={form}
        path={path}
        name={name}
        summary={setUpTexts[view.language].otherSettings}
        formErrors={formErrors}
        extraActions={<DisconnectLink view={view} path={path} name={name} />}
      >
        <ChannelFields view={view} form={form} channel={shown} formErrors={formErrors} />
      </ChangeForm>
    </article>
  );
}

/** The form that connects a number by its ids, and what is then to be entered at Meta. */
const ByHand = ({
  view,
  verifyToken,
  formErrors,
}: {
  view: View;
  verifyToken: string;
  formErrors: FormErrors | null;
}) => {
  const t = whatsappTexts[view.language];
  return (
    <CreateForm
      view={view}
      form={HAND_FORM}
      path="/account/profile/channels"
      summary={t.byHand}
      title={t.title}
      isOpen={false}
      formErrors={formErrors}
      intro={
        <>
          <p>{t.byHandIntro}</p>
          <Copyable view={view} id="meta-callback" label={t.callback} value={`${view.origin}/webhook/facebook/`} />
          <Copyable view={view} id="meta-verify-token" label={t.verifyToken} value={verifyToken} />
        </>
      }
    >
      <ChannelFields view={view} form={HAND_FORM} channel={null} formErrors={formErrors} />
    </CreateForm>
  );
};

/** `#whatsapp`: each number with its steps, and the ways to connect another. */
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
  const isFirst = channels.length === 0;
  return (
    <section id="whatsapp" aria-labelledby="whatsapp-title">
      <h2 id="whatsapp-title">{t.title}</h2>
      {isFirst && <p>{t.intro}</p>}
      <GuideLink view={view} name="whatsapp" />
      {isFirst && !view.may('settings:write') && <p>{t.none}</p>}
      {channels.map((channel) => (
        <ChannelCard view={view} channel={channel} formErrors={formErrors} />
      ))}
      {more && <p class="hint">{setUpTexts[view.language].more}</p>}
      {view.may('settings:write') && (
        <ConnectSteps
          id="another-number"
          title={isFirst ? t.connectFirst : t.connect}
          isFirst={isFirst}
          isRefused={[CONNECT_FORM, HAND_FORM].includes(formErrors?.form ?? '')}
        >
          <ConnectNumber view={view} isFirst={isFirst} formErrors={formErrors} />
          <ByHand view={view} verifyToken={verifyToken} formErrors={formErrors} />
        </ConnectSteps>
      )}
    </section>
  );
}
