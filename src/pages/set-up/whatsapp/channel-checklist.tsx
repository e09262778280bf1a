import type { SetUpChannel } from '../../../db/pages/set-up';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { StepList } from '../steps/step-list';
import { channelSteps } from './channel-steps';
import { whatsappTexts } from './whatsapp-texts';

/** The steps of a WhatsApp number. They refresh themselves while Meta may send news of them. */
export function ChannelChecklist({
  view,
  channel,
  formErrors,
}: {
  view: View;
  channel: SetUpChannel;
  formErrors: FormErrors | null;
}) {
  const t = whatsappTexts[view.language];
  const steps = channelSteps(view, channel, formErrors);
  const isAwaited =
    channel.webhookSeen !== 1 || channel.brokenAt !== null || steps.some(({ state }) => state === 'waiting');
  const isComplete = Object.values(channel.setUp?.results ?? {}).every(({ code }) => code !== 'not_begun');
  return (
    <StepList
      view={view}
      id={`checklist-${channel.channelId}`}
      path={`/account/profile/channels/${channel.channelId}`}
      name={channel.name}
      title={t.steps}
      steps={steps}
      checkedAt={channel.setUp?.at ?? null}
      action={channel.setUp && isComplete ? t.check : t.checkFirst}
      isLive={isAwaited}
    />
  );
}
