import type { SetUpChannel } from '../../../db/pages/set-up';
import type { View } from '../../view/view';
import { Checklist } from '../checklists/checklist';
import { channelSteps } from './channel-steps';

/** The checklist of a WhatsApp number. */
export const ChannelChecklist = ({ view, channel }: { view: View; channel: SetUpChannel }) => (
  <Checklist
    view={view}
    id={`checklist-${channel.channelId}`}
    path={`/account/profile/channels/${channel.channelId}`}
    name={channel.name}
    steps={channelSteps(channel)}
    lastCheck={channel.lastCheck}
    isLive
  />
);
