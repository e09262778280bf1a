import { z } from 'zod';

/** Characters of one Liquid text, 16 KiB. */
const MAX_LENGTH = 16_384;

/** A text of a flow that Liquid renders. */
export const liquidText = z.string().max(MAX_LENGTH);
