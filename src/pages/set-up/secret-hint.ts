import type { z } from 'zod';
import type { MaskedSecret } from '../../http/resources/masked-secret';
import type { View } from '../view/view';
import { setUpTexts } from './set-up-texts';

/** Returns the hint of a stored secret, which stays if the field is left empty; `otherwise` if there is none. */
export function secretHint(
  view: View,
  secret: z.infer<typeof MaskedSecret> | undefined,
  otherwise?: string,
): string | undefined {
  if (!secret?.set) return otherwise;
  const t = setUpTexts[view.language];
  const { last_four } = secret;
  return `${last_four === null ? t.secretIsShort : `${t.secretIs} ${last_four}.`} ${t.keepSecret}`;
}
