import { z } from 'zod';
import type { Channel } from '../../db/channels/channels';
import type { Connected } from '../../domain/channels/set-up/connect-channel';
import { setUpSteps } from '../../domain/channels/set-up/set-up-steps';
import { type FoundStep, SetUpStep } from '../../shared/flows/set-up-step';
import type { JsonObject } from '../../shared/json/json';
import { textOrNull } from '../../shared/json/read-json';
import { formatInstant } from '../../shared/time/time-zone';
import { Instant } from './common';

const text = z.string().nullable();

const MetaNumber = z
  .object({
    display_phone_number: text,
    verified_name: text.meta({ description: 'The name that customers see' }),
    name_status: text,
    status: text,
    quality_rating: text,
    messaging_limit: text.meta({
      description: 'To how many customers in 24 hours the business may write first, such as TIER_2K',
    }),
    can_send_message: text,
    account_name: text,
    currency: text,
  })
  .meta({ id: 'MetaNumber' });

export const SetUpResource = z
  .object({
    checked_at: Instant.nullable().meta({ description: 'When the steps were last checked at Meta' }),
    number: MetaNumber.nullable().meta({ description: 'What Meta has last reported of the number' }),
    steps: z.array(SetUpStep),
  })
  .meta({ id: 'ChannelSetUp' });

export const NumberChoice = z
  .object({
    choices: z.array(
      z.object({ phone_number_id: z.string(), waba_id: z.string(), display_phone_number: text, verified_name: text }),
    ),
    steps: z.array(SetUpStep),
  })
  .meta({ id: 'NumberChoice' });

export const presentSteps = (steps: FoundStep[]): SetUpStep[] => steps.map(({ facts: _, ...step }) => step);

export const presentNumber = (number: JsonObject): z.infer<typeof MetaNumber> => ({
  display_phone_number: textOrNull(number.display_phone_number),
  verified_name: textOrNull(number.verified_name),
  name_status: textOrNull(number.name_status),
  status: textOrNull(number.status),
  quality_rating: textOrNull(number.quality_rating),
  messaging_limit: textOrNull(number.whatsapp_business_manager_messaging_limit),
  can_send_message: textOrNull(number.can_send_message),
  account_name: textOrNull(number.account_name),
  currency: textOrNull(number.currency),
});

export const presentSetUp = (channel: Channel, zone: string): z.infer<typeof SetUpResource> => ({
  checked_at: channel.setUp ? formatInstant(channel.setUp.at, zone) : null,
  number: channel.setUp ? presentNumber(channel.setUp.number) : null,
  steps: presentSteps(setUpSteps(channel)),
});

export const presentChoice = ({
  numbers,
  steps,
}: Extract<Connected, { kind: 'choice' }>): z.infer<typeof NumberChoice> => ({
  choices: numbers.map(({ phoneNumberId, wabaId, fields }) => ({
    phone_number_id: phoneNumberId,
    waba_id: wabaId,
    display_phone_number: textOrNull(fields.display_phone_number),
    verified_name: textOrNull(fields.verified_name),
  })),
  steps: presentSteps(steps),
});
