const en = {
  title: (name: string) => `Disconnect ${name}?`,
  stopsNumber: 'Nothing is sent from this number any more, and what customers write to it no longer arrives here.',
  stopsStore: 'Nothing is read from this store or written to it any more, and its new orders no longer arrive here.',
  flows: 'These flows need it:',
  switchOff: 'Switch these flows off',
  switchOffHint: 'If they stay on, they stop with an error on every new order until something is connected again.',
  requests: (count: string) => `Orders in progress: ${count}.`,
  requestsNumber:
    'Those that still have to write stop with an error; nothing is lost. Once a number is connected again, you can restart each one from its page.',
  requestsStore:
    'Those that still have to read or write the order stop with an error; nothing is lost. Once the store is connected again, you can restart each one from its page.',
  replies:
    'Replies from customers no longer arrive. That does not count as no reply: when its time is up, an order that waits for one stops with an error too.',
  pushes: (count: string) => `Order updates still waiting, which will no longer be written: ${count}.`,
  nothing: 'No flow and no order in progress needs it.',
  atMeta:
    'Your number, your app and your templates stay as they are on Meta. You can connect the number again at any time.',
  atShopify:
    'The app stays installed in Shopify: uninstall it there if you don’t need it. You can connect the store again at any time.',
  atOwn: 'You can connect your system again at any time; it then gets another ID and another secret.',
  confirm: 'Disconnect',
  keep: 'Keep it connected',
};
const it: typeof en = {
  title: (name) => `Scollegare ${name}?`,
  stopsNumber: 'Non partirà più nulla da questo numero, e ciò che scrivono i clienti non arriverà più qui.',
  stopsStore: 'Non leggeremo né scriveremo più nulla in questo negozio, e i suoi nuovi ordini non arriveranno più qui.',
  flows: 'Ne hanno bisogno questi flussi:',
  switchOff: 'Disattiva questi flussi',
  switchOffHint:
    'Se restano attivi, si fermano con un errore a ogni nuovo ordine finché non colleghi di nuovo qualcosa.',
  requests: (count) => `Ordini in corso: ${count}.`,
  requestsNumber:
    'Quelli che devono ancora scrivere si fermano con un errore; non si perde nulla. Quando colleghi di nuovo un numero, puoi farli ripartire dalla loro pagina.',
  requestsStore:
    'Quelli che devono ancora leggere o scrivere l’ordine si fermano con un errore; non si perde nulla. Quando colleghi di nuovo il negozio, puoi farli ripartire dalla loro pagina.',
  replies:
    'Le risposte dei clienti non arrivano più. Non vale come mancata risposta: allo scadere del tempo, anche un ordine che ne aspetta una si ferma con un errore.',
  pushes: (count) => `Aggiornamenti in attesa, che non verranno più scritti negli ordini: ${count}.`,
  nothing: 'Nessun flusso e nessun ordine in corso ne ha bisogno.',
  atMeta: 'Su Meta restano il numero, l’app e i modelli. Puoi collegare di nuovo il numero quando vuoi.',
  atShopify:
    'L’app resta installata in Shopify: se non ti serve, disinstallala lì. Puoi collegare di nuovo il negozio quando vuoi.',
  atOwn: 'Puoi collegare di nuovo il tuo sistema quando vuoi; avrà un altro ID e un altro segreto.',
  confirm: 'Scollega',
  keep: 'Lascia collegato',
};
export const disconnectTexts = { en, it };
