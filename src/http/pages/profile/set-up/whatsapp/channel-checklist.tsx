import type { Channel } from '../../../../../db/channels';
import type { SetUpRows } from '../../../../../db/set-up';
import type { View } from '../../layout/view';
import { Checklist } from '../checks/checklist';
import { channelSteps } from './channel-steps';

/** What is seen to work of a WhatsApp number. */
export const ChannelChecklist = ({
  view,
  channel,
  seen,
}: {
  view: View;
  channel: Channel;
  seen: SetUpRows['whatsappSeen'];
}) => (
  <Checklist
    view={view}
    id={`checklist-${channel.channelId}`}
    path={`/account/profile/channels/${channel.channelId}`}
    steps={channelSteps(channel, seen)}
    last={channel.lastCheck}
    isLive
  />
);
