import { z } from 'zod';

/** In characters. */
const MAX_LENGTH = 16_384;

/** A text of a flow that Liquid renders. */
export const liquidText = z.string().max(MAX_LENGTH);
