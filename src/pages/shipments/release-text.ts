import type { ListedShipment } from '../../db/pages/shipment-pages';
import type { Language } from '../../shared/text/language';
import { shipmentTexts } from './shipment-texts';

/** Returns what has become of the release of a held parcel, in words. */
export function releaseText(language: Language, { hold, isReleased }: ListedShipment): string {
  const t = shipmentTexts[language];
  if (hold?.release) return t.release[hold.release];
  return isReleased ? t.ownRelease : t.noRelease;
}
