import { z } from 'zod';
import { SUBSCRIPTION_INCLUDES } from '../../shared/flows/statuses';
import { isTypePattern } from '../outbox/event-types';

const types = z
  .array(
    z
      .string()
      .max(100)
      .refine(isTypePattern, { message: 'must be a type of GET /v1/event_types, a prefix such as request.*, or *' }),
  )
  .min(1)
  .max(100);
const members = {
  url: z.string().min(1).max(2_048),
  types,
  include: z.array(z.enum(SUBSCRIPTION_INCLUDES)).max(SUBSCRIPTION_INCLUDES.length),
  description: z.string().max(500).nullable(),
};

export const CreateSubscription = z
  .strictObject({ ...members, include: members.include.default([]), description: members.description.default(null) })
  .meta({
    id: 'CreateSubscription',
    example: { url: 'https://erp.example/events', types: ['request.*', 'message.received'], description: 'ERP' },
  });

/** Members that are left out do not change. `state: "active"` resumes a paused subscription. */
export const PatchSubscription = z
  .strictObject({ ...members, state: z.enum(['active', 'paused']) })
  .partial()
  .meta({ id: 'PatchSubscription', example: { state: 'active' } });

export const ReplayEvents = z
  .strictObject({ since: z.string().max(64), types: types.optional() })
  .meta({ example: { since: '2026-11-28T00:00:00+01:00', types: ['push.dead'] } });
