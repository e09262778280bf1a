import type { JsonObject } from '../../../../shared/json/json';
import { localParts, parseInstant } from '../../../../shared/time/time-zone';
import type { ReleaseInstruction } from '../release-instruction';

const REQUIRED = ['name', 'street', 'city', 'zip', 'province'] as const;

/** Returns why Qapla' cannot execute an instruction: its API has no pick-up and no change of the cash on delivery. */
export function qaplaRefusal({ action, address, unknownInAddress, changesCod }: ReleaseInstruction) {
  if (action === 'pickup' || changesCod) {
    const wish = action === 'pickup' ? 'The pick-up at the depot' : 'A change of the cash on delivery';
    return { code: 'person', message: `${wish} can only be set in Qapla' itself` };
  }
  if (action !== 'redeliver_new_address') return null;
  const missing = REQUIRED.filter((name) => !address?.[name]);
  if (missing.length === 0) return null;
  const unknown = unknownInAddress.length === 0 ? '' : `; it has the unknown ${unknownInAddress.join(', ')}`;
  return { code: 'invalid_variables', message: `The new address lacks ${missing.join(', ')}${unknown}` };
}

/** Returns a date as an Italian courier writes it. */
function italianDate(text: string): string {
  const parsed = parseInstant(text, 'Europe/Rome');
  if (!parsed.ok) return text;
  const { year, month, day } = localParts(parsed.ms, 'Europe/Rome');
  return `${day}/${month}/${year}`;
}

/** Returns the body of stock-release. It has no members for the date and the phone notice, so they are in the notes. */
export function toStockRelease({ action, address, deliverOn, phoneNotice, note }: ReleaseInstruction): JsonObject {
  const notes = [
    note,
    deliverOn === null ? null : `Consegna richiesta il ${italianDate(deliverOn)}`,
    phoneNotice === null ? null : `Preavviso telefonico${phoneNotice === true ? '' : ` al ${phoneNotice}`}`,
  ].filter((part) => part !== null);
  const body: JsonObject = { action };
  if (notes.length > 0) body.notes = notes.join('. ');
  if (address) {
    const { phone, ...rest } = address;
    body.address = phone === null ? rest : { ...rest, phone };
  }
  return body;
}
