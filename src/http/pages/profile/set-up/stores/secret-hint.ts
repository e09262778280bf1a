import type { z } from 'zod';
import type { Hidden } from '../../../../resources/hidden';
import type { View } from '../../layout/view';
import { shopifyTexts } from '../shopify/texts';

/** Says of a secret that there is one, and that it stays where the field is left empty. */
export function secretHint(
  view: View,
  { set, last_four }: z.infer<typeof Hidden>,
  otherwise?: string,
): string | undefined {
  if (!set) return otherwise;
  const t = shopifyTexts[view.language];
  return `${last_four === null ? t.setPlain : `${t.set} ${last_four}.`} ${t.keep}`;
}
