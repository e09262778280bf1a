import { z } from 'zod';

/** The words of a case of a reply. */
export const ReplyWords = z.array(z.string().min(1).max(200)).min(1).max(50);
