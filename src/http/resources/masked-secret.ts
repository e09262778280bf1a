import { z } from 'zod';

/** A secret that came in: it never goes out again. */
export const MaskedSecret = z
  .object({ set: z.boolean(), last_four: z.string().nullable() })
  .meta({ id: 'HiddenSecret' });

/** Of a short secret four characters would be half of it, so they are shown from 8 characters on. */
export const maskSecret = (secret: string | null): z.infer<typeof MaskedSecret> => ({
  set: secret !== null,
  last_four: secret !== null && secret.length >= 8 ? secret.slice(-4) : null,
});
