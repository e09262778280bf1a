/*
 * How shops name cash on delivery in the official languages of the European Union, without case, accents and punctuation. A
 * star stands for any letters: `dobirk*` covers every case of a Czech word, `*nachnahm*` every German compound.
 */

const listed = (line: string): string[] => line.split(', ');

/** Names that mean cash on delivery whatever else the name of the payment method says. */
export const COD_NAMES = [
  // English
  'cash on delivery, cash upon delivery, cash at delivery, collect on delivery, collection on delivery',
  'pay* on delivery, pay* upon delivery, pay* at delivery, paid on delivery, card on delivery',
  'pay* at the door, pay* at your door, pay* the courier, pay* to the courier, cash to the courier',
  // Italian
  'contrassegno, contrasegno, contro assegno, c assegno, c ass, alla consegna, pag* in consegna',
  'al momento della consegna, all atto della consegna, al corriere, al postino',
  // German
  '*nachnahm*, *zahl* bei lieferung, *zahl* bei der lieferung, *zahl* bei anlieferung, bar bei lieferung',
  '*zahl* bei zustellung, *zahl* bei der zustellung, bar bei zustellung, *zahl* bei ubergabe',
  '*zahl* an der haustur, *zahl* an der tur, *zahl* beim zusteller, *zahl* beim boten',
  // French
  'contre remboursement, a la livraison, au livreur, a la remise du colis, crbt, c r b t',
  // Spanish, Catalan
  'contra reembolso, contra rembolso, contrarreembolso, contrarrembolso, contra entrega, a la entrega',
  'en la entrega, al momento de la entrega, al repartidor, contra reemborsament',
  // Portuguese
  'a cobranca, na entrega, pag* a entrega, no ato da entrega, no ato de entrega, no momento da entrega',
  'ao estafeta, ao carteiro',
  // Dutch
  'rembours, rembourszending, remboursbetaling, betal* bij levering, betal* bij aflevering',
  'betal* bij bezorging, contant bij levering, contant bij aflevering, contant bij bezorging',
  'pin* bij levering, pin* bij bezorging, aan de deur',
  // Polish
  'pobranie, pobraniem, pobraniow*, przy dostawie, przy doreczeniu, u kuriera',
  // Czech, Slovak
  'dobirk*, dobierk*, pri doruceni, pri dodani, u kuryra',
  // Hungarian
  'utanvet*, utan vet*, szallitaskor, kezbesiteskor, a futarnak, a futarnal',
  // Romanian
  'ramburs, rambursul, rambursului, la livrare, la curier, curierului',
  // Bulgarian
  'наложен* платеж*, при доставка, на куриера, nalozhen platezh, nalojen platej, nalozen platez',
  // Greek
  'αντικαταβολ*, αντι καταβολ*, κατα την παραδοση, με την παραδοση, antikatavol*, antikatabol*',
  // Croatian, Slovene
  'pouzec*, поузећ*, pri dostavi, prilikom dostave, povzetj*, ob dostavi',
  // Danish, Swedish
  'efterkrav, postopkraevning, betal* ved levering, kontant* ved levering, postforskott',
  'betal* vid leverans, kontant* vid leverans',
  // Finnish, Estonian
  'postiennak*, jalkivaatimu*, bussiennak*, toimituksen yhteydessa, toimitettaessa, kuljettajalle',
  'lunamaks*, kattetoimetamisel, kullerile',
  // Latvian, Lithuanian
  'pecmaks*, piegades bridi, piegades laika, kurjeram, pristatymo metu, pristatant, kurjeriui',
  'isperkam* mokes*, isperkamuoju mokesciu',
  // Irish, Maltese
  'ar sheachadadh, ar seachadadh, mal kunsinna, fuq il kunsinna, mal konsenja, mat twassil',
].flatMap(listed);

/** Names that mean "on receipt": of the parcel, unless the name is about an invoice or a collection in person. */
export const RECEIPT_NAMES = [
  'cash on receipt, pag* alla ricezione, contanti alla ricezione, al ricevimento, *zahl* bei erhalt',
  '*zahl* bei empfang, bar bei erhalt, a la reception, a reception, al recibir*, na rececao, na recepcao',
  'betal* bij ontvangst, contant bij ontvangst, przy odbiorze, pri prevzeti, pri prevzati, atvetelkor',
  'la primire, la primirea, при получаване, κατα την παραλαβη, με την παραλαβη, pri preuzimanju',
  'po preuzimanju, prilikom preuzimanja, ob prevzemu, po prevzemu, betal* ved modtagelse',
  'betal* vid mottagande, vastaanotettaessa, kattesaamisel, sanemsanas bridi, sanemot',
  'gavimo metu, atsiimant',
].flatMap(listed);
/** Words for an invoice or a collection in person. */
export const RECEIPT_EXCLUSIONS = [
  'invoice*, fattur*, factur*, faktur*, *rechnung*, fatur*, szaml*, фактур*, τιμολογ*',
  'osobist*, osobn*, osebn*, szemely*, w sklepie, w salonie, καταστημα*, negozio, tienda, loja',
  'magasin*, winkel, geschaft, butik*, магазин*',
].flatMap(listed);

/** Negations: "Prepaid (no COD)", "senza contrassegno". */
export const NEGATIONS = [
  'no, not, non, without, senza, ohne, kein, keine, sans, sin, sem, zonder, geen, bez',
  'fara, brez, uden, utan, ilman, ilma, χωρις, без',
].flatMap(listed);

/** Words after "cod" where it is short for "code": an Italian or Romanian discount, tax or QR code. */
export const CODE_QUALIFIERS = [
  'sconto, sconti, promo*, coupon, voucher, buono, regalo, fisc*, cliente, qr, pin, otp',
  'de reducere, reducere, cadou, bancar*, iban, swift, bic',
].flatMap(listed);
