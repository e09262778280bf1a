import { describe, expect, test } from 'vitest';
import { isCashOnDelivery } from '../../src/domain/orders/is-cash-on-delivery';

/** Names as shops of each language write them. */
const NAMES = {
  bg: [
    'Наложен платеж',
    'НАЛОЖЕН ПЛАТЕЖ (Speedy)',
    'Плащане при доставка',
    'Плащане с наложен платеж',
    'Плащане при получаване',
  ],
  cs: [
    'Dobírka',
    'Na dobírku',
    'Platba na dobírku',
    'Dobírkou',
    'na dobirku',
    'Platba při doručení',
    'Platba při převzetí',
  ],
  da: ['Efterkrav', 'Pr. efterkrav', 'Postopkrævning', 'Betaling ved levering', 'Kontant ved levering'],
  de: [
    'Nachnahme',
    'Per Nachnahme',
    'NACHNAHME',
    'Barnachnahme',
    'Nachnahmegebühr',
    'DHL-Nachnahme',
    'Barzahlung bei Lieferung',
    'Zahlung bei Zustellung',
    'Zahlung bei Erhalt',
  ],
  el: ['Αντικαταβολή', 'ΑΝΤΙΚΑΤΑΒΟΛΗ', 'Πληρωμή με αντικαταβολή', 'Πληρωμή κατά την παράδοση', 'Antikatavoli'],
  en: [
    'Cash on Delivery (COD)',
    'COD',
    'cod',
    'C.O.D.',
    'c.o.d',
    'C. O. D.',
    'cash_on_delivery',
    'CashOnDelivery',
    'Cash-on-delivery',
    'Pay on delivery',
    'Payment upon delivery',
    'Collect on delivery',
    'COD +3 €',
    'COD e carta',
    'COD e contanti',
  ],
  es: [
    'Contra reembolso',
    'Contra rembolso',
    'Contrareembolso',
    'Contrarreembolso',
    'Pago contra entrega',
    'Contraentrega',
    'Pago a la entrega',
    'Pago en efectivo al recibir',
  ],
  et: ['Lunamaks', 'Lunamaksuga', 'Tasumine kättesaamisel', 'Tasumine kullerile'],
  fi: ['Postiennakko', 'Postiennakolla', 'Jälkivaatimus', 'Maksu toimituksen yhteydessä'],
  fr: [
    'Contre-remboursement',
    'Contre remboursement',
    'Paiement à la livraison',
    'PAIEMENT A LA LIVRAISON',
    'Espèces à la livraison',
    'Paiement à la réception du colis',
    'CRBT',
  ],
  ga: ['Íoc ar sheachadadh', 'Airgead ar sheachadadh'],
  hr: ['Pouzećem', 'Plaćanje pouzećem', 'Pouzeće', 'Gotovinom pri dostavi', 'Placanje pouzecem'],
  hu: ['Utánvét', 'Utánvétes fizetés', 'Utánvéttel', 'Fizetés átvételkor', 'Fizetés a futárnál'],
  it: [
    'Contrassegno',
    'CONTRASSEGNO (+3,00 €)',
    'Pagamento in contrassegno',
    'Pagamento alla consegna',
    'Paga in contanti alla consegna',
    'Contro assegno',
    'C/assegno',
    'Paga al corriere',
    'Pagamento al ricevimento del pacco',
  ],
  lt: ['Apmokėjimas pristatymo metu', 'Mokėjimas atsiimant prekes', 'Apmokėjimas kurjeriui', 'Išperkamasis mokestis'],
  lv: ['Pēcmaksa', 'Ar pēcmaksu', 'Apmaksa piegādes brīdī', 'Samaksa kurjeram'],
  mt: ['Ħlas mal-kunsinna', 'Flus mal-kunsinna', 'Hlas mal kunsinna'],
  nl: [
    'Rembours',
    'Onder rembours',
    'Betalen bij levering',
    'Betaling bij aflevering',
    'Contant bij levering',
    'Betalen bij bezorging',
  ],
  pl: [
    'Za pobraniem',
    'Pobranie',
    'Płatność za pobraniem',
    'Płatność przy odbiorze',
    'Platnosc przy odbiorze',
    'Przesyłka pobraniowa',
    'Płatność przy dostawie',
  ],
  pt: [
    'Contra reembolso',
    'Pagamento na entrega',
    'Pagamento à entrega',
    'Envio à cobrança',
    'Pagamento no ato da entrega',
    'Pagamento contra-entrega',
  ],
  ro: [
    'Ramburs',
    'Plată ramburs',
    'Ramburs la curier',
    'Plata la livrare',
    'Numerar la livrare',
    'Contra ramburs',
    'Plată la primirea coletului',
  ],
  sk: ['Dobierka', 'Na dobierku', 'Platba na dobierku', 'Platba pri doručení', 'Platba pri prevzatí'],
  sl: ['Po povzetju', 'Plačilo po povzetju', 'Povzetje', 'Plačilo ob dostavi', 'Plačilo ob prevzemu'],
  sv: ['Postförskott', 'Mot postförskott', 'Efterkrav', 'Betalning vid leverans', 'Kontant vid leverans'],
};

describe.each(Object.entries(NAMES))('in %s', (_, names) => {
  test.each(names)('«%s» is cash on delivery, however it is written', (name) => {
    for (const written of [
      name,
      name.toUpperCase(),
      name.toLowerCase(),
      ` ${name}. `,
      name.normalize('NFD'),
      `Shop: ${name} (+2 €)`,
    ]) {
      expect([written, isCashOnDelivery(written, [])]).toEqual([written, true]);
    }
  });
});

test.each([
  'shopify_payments',
  'PayPal Express',
  'manual',
  'Bonifico bancario',
  'Klarna',
  '',
  ' ',
  '💶',
  'gift_card',
  'Satispay',
  'Codice sconto',
  'CODICE SCONTO',
  'Cod. sconto',
  'Cod promoțional',
  'Cod de reducere',
  'Cod. QR',
  'Codify',
  'Codify Pay',
  'Encoder',
  'CODE',
  'C.O.D.E.',
  'Reembolso',
  'Remboursement',
  'Rambursare',
  'Rembourseerkosten',
  'Carta di credito',
  'Assegno',
  'Assegno circolare',
  'Paiement à réception de facture',
  'Zahlung bei Erhalt der Rechnung',
  'Auf Rechnung',
  'Pagamento al ricevimento fattura',
  'Zahlung bei Abholung',
  'Odbiór osobisty',
  'Płatność przy odbiorze osobistym',
  'Ritiro in negozio',
  'Do pobrania',
  'Przelew',
  'Prepaid (no COD)',
  'Senza contrassegno',
  'Ohne Nachnahme',
  'Utánvét nélkül',
  'Kod rabatowy',
  'Achteraf betalen',
  'Faktura vid leverans',
])('«%s» is not cash on delivery', (name) => {
  expect(isCashOnDelivery(name, [])).toBe(false);
});

test("an account's own names are compared as words, and as a whole", () => {
  const own = ['Paga al Postamat', '¡Págalo en casa!', 'Øre ved døren', '—'];
  for (const name of ['paga al postamat', 'PAGA AL POSTAMAT.', 'Pagalo en casa', 'ore ved doren']) {
    expect([name, isCashOnDelivery(name, own)]).toEqual([name, true]);
    expect(isCashOnDelivery(name, [])).toBe(false);
  }
  for (const name of ['Postamat', 'Paga al Postamat Card', '', '…']) expect(isCashOnDelivery(name, own)).toBe(false);
});
