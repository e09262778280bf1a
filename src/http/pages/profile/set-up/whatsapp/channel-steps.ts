import type { Channel } from '../../../../../db/channels';
import type { SetUpRows } from '../../../../../db/set-up';
import { type Step, stepsOf } from '../checks/steps';

const ASKED = ['access_token', 'permissions', 'phone_number', 'waba', 'webhook', 'app_secret', 'sending'] as const;

/** The steps of a number: what Meta last said, and whether a webhook of it, signed rightly, is among those that came. */
export function channelSteps({ channelId, lastCheck }: Channel, seen: SetUpRows['whatsappSeen']): Step[] {
  const hasCome = seen.some((event) => event.channelId === channelId);
  return [
    ...stepsOf(ASKED, lastCheck?.checks ?? []),
    { name: 'whatsapp_webhook_received', status: hasCome ? 'passed' : 'unknown', message: null },
  ];
}
