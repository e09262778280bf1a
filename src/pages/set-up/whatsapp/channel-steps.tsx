import type { SetUpChannel } from '../../../db/pages/set-up';
import { setUpSteps } from '../../../domain/channels/set-up/set-up-steps';
import type { FoundStep } from '../../../shared/flows/set-up-step';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { type StepView, stepViewOf } from '../steps/step-view';
import { anyStepTexts, type ChannelStepId, channelStepTexts } from './channel-step-texts';
import { ReconnectForm, reconnectFormId } from './reconnect-form';
import { whatsappTexts } from './whatsapp-texts';

const PIN_CODES = ['pin_needed', 'pin_wrong', 'pin_tried_too_often'];

/** Puts the steps of a number in words, from the last check, the state of the number, and the last webhook of Meta. */
export function channelSteps(view: View, channel: SetUpChannel, formErrors: FormErrors | null): StepView[] {
  const { language } = view;
  const t = whatsappTexts[language];
  const replies: FoundStep = {
    id: 'replies',
    state: channel.webhookSeen === 1 ? 'done' : 'to_do',
    by: 'merchant',
    code: null,
    detail: null,
    link: null,
  };
  const steps = setUpSteps(channel);
  return [...steps, replies].map((step) => {
    const id = step.id as ChannelStepId;
    const needsPin = id === 'registration' && PIN_CODES.includes(step.code ?? '');
    const isStopped = Object.hasOwn(anyStepTexts[language], step.code ?? '');
    const needsToken = id === 'access_token' && step.state !== 'done' && step.code !== null && !isStopped;
    const texts = channelStepTexts[language][id];
    const member = needsPin ? 'pin' : needsToken ? 'access_token' : null;
    return {
      ...stepViewOf(
        step,
        { ...texts, codes: { ...anyStepTexts[language], ...texts.codes } },
        {
          view,
          linkLabel: t.openMeta,
          waitsFor: { meta: t.waitsForMeta },
          // Meta lets a business begin before it has verified it.
          isOptional: id === 'business_verification',
        },
      ),
      ...(member !== null && view.may('settings:write')
        ? {
            isRefused: formErrors?.form === reconnectFormId(channel.channelId, member),
            action: <ReconnectForm view={view} channelId={channel.channelId} member={member} formErrors={formErrors} />,
          }
        : {}),
    };
  });
}
