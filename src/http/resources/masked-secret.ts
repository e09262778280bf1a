import { z } from 'zod';

/** Stands for a stored secret, which is never returned. */
export const MaskedSecret = z
  .object({ set: z.boolean(), last_four: z.string().nullable() })
  .meta({ id: 'HiddenSecret' });

/** Masks a secret. The last four characters are shown only if the secret has at least 8. */
export const maskSecret = (secret: string | null): z.infer<typeof MaskedSecret> => ({
  set: secret !== null,
  last_four: secret !== null && secret.length >= 8 ? secret.slice(-4) : null,
});
