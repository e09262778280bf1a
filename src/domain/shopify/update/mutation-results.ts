import { z } from 'zod';
import { HOLD_ALIAS } from './update-mutation';

const errors = z
  .array(z.looseObject({ field: z.unknown(), message: z.string(), code: z.string().nullish() }))
  .default([]);

/** By the mutation's name in the document. */
export const MutationResults = z.record(
  z.string(),
  z.looseObject({
    userErrors: errors,
    orderCancelUserErrors: errors,
    jobResult: z.looseObject({ status: z.string(), errors }).nullish(),
  }),
);
type MutationResults = z.infer<typeof MutationResults>;

export type MutationError = { mutation: string; field: unknown; message: string; code?: string };

/** Our hold is there already. */
const IS_HELD = 'DUPLICATE_FULFILLMENT_HOLD_HANDLE';

/** Returns the errors of all mutations; that our hold is there already is none. */
export const userErrorsOf = (results: MutationResults): MutationError[] =>
  Object.entries(results).flatMap(([mutation, { userErrors, orderCancelUserErrors, jobResult }]) =>
    [...userErrors, ...orderCancelUserErrors, ...(jobResult?.errors ?? [])]
      .filter(({ code }) => code !== IS_HELD)
      .map(({ field, message, code }) => ({ mutation, field, message, ...(code == null ? {} : { code }) })),
  );

/** Returns the code of a push that Shopify refused. */
export const refusalCodeOf = (userErrors: MutationError[]): string =>
  userErrors.some(({ code }) => code === 'INVALID_ACCESS') ? 'invalid_access' : 'user_errors';

/** Whether a fulfillment order was split, moved or merged after the order's state was read. */
export const hasChangedMeanwhile = (userErrors: MutationError[]): boolean =>
  userErrors.length > 0 && userErrors.every(({ code }) => code === 'FULFILLMENT_ORDER_NOT_FOUND');

/** Returns those of the fulfillment orders, in the order of their mutations, that now have our hold. */
export const heldNow = (toHold: string[], userErrors: MutationError[]): string[] =>
  toHold.filter((_, i) => !userErrors.some(({ mutation }) => mutation === `${HOLD_ALIAS}${i}`));
