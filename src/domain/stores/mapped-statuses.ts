import { z } from 'zod';
import { SHIPMENT_MARKS, SHIPMENT_REASONS, SHIPMENT_STATES } from '../../shared/orders/shipment-states';
import { normalizeText } from '../words/normalize-text';

const MAX_STATUSES = 50;

const MappedStatusInput = z
  .strictObject({
    text: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .refine((text) => /[\p{L}\p{N}]/u.test(normalizeText(text)), { message: 'must have a letter or a digit' })
      .meta({ description: "The carrier's text; with `*` at its end, how it begins" }),
    state: z.enum(SHIPMENT_STATES).optional(),
    mark: z.enum(SHIPMENT_MARKS).optional(),
    reason: z.enum(SHIPMENT_REASONS).optional(),
  })
  .refine(({ state, mark }) => state !== undefined || mark !== undefined, {
    path: ['state'],
    message: 'Give the state of the parcel, or a mark',
  });

/** What the texts of the platform mean whose codes name no state. */
export const MappedStatuses = z.array(MappedStatusInput).max(MAX_STATUSES).meta({
  description: "What the carrier's texts mean where the platform's code names no state",
});
