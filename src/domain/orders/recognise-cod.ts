/**
 * How shops name cash on delivery in the languages of Europe: merchants write the name of the payment method themselves.
 * Compared without case, accents and punctuation.
 */
const NAMES = [
  'cash on delivery',
  'collect on delivery',
  'pay on delivery',
  'payment on delivery',
  'contrassegno',
  'contro assegno',
  'alla consegna',
  'al corriere',
  'contra reembolso',
  'contrareembolso',
  'contra entrega',
  'contre remboursement',
  'a la livraison',
  'nachnahme',
  'na entrega',
  'za pobraniem',
  'pobranie',
  'dobirka',
  'dobierka',
  'utanvet',
  'ramburs',
  'onder rembours',
  'postforskott',
  'efterkrav',
  'αντικαταβολη',
  'наложен платеж',
  'наложенныи платеж',
  'pouzece',
  'po povzetju',
];
const SHORT = /(^| )cod( |$)/;

const plain = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Whether a payment method, as a shop names it, is cash on delivery. */
export function isCashOnDelivery(paymentMethod: string): boolean {
  const name = plain(paymentMethod);
  return SHORT.test(name) || NAMES.some((known) => name.includes(known));
}
