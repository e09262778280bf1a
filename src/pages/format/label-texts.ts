import type { Message } from '../../db/messages/messages';
import type { Push } from '../../db/pushes/pushes';
import type { RequestRow, StepRow } from '../../db/requests/requests';

type Labels = {
  state: Record<RequestRow['status'] | 'person', string>;
  waitingFor: Record<NonNullable<RequestRow['waitingFor']>, string>;
  /** A request whose message waits for its number to work again. */
  channelBroken: string;
  /** A request that ended because the customer opted out. */
  optedOut: string;
  /** Before the time at which a request that waits for it goes on. */
  goesOnAt: string;
  stepStatus: Record<StepRow['status'], string>;
  /** A kind without a label is shown by its name. */
  step: Record<string, string>;
  held: Record<string, string>;
  messageStatus: Record<Message['status'], string>;
  messageKind: Record<string, string>;
  pushState: Record<Push['state'], string>;
  charge: Record<string, string>;
};

const en: Labels = {
  state: {
    queued: 'queued',
    running: 'running',
    waiting: 'waiting',
    completed: 'completed',
    failed: 'failed',
    cancelled: 'stopped',
    person: 'needs you',
  },
  waitingFor: {
    reply: 'for the customer’s reply',
    timer: 'for a set time',
    delivery: 'for the store update',
    person: 'for a person',
  },
  channelBroken: 'waiting: WhatsApp does not work',
  optedOut: 'customer opted out',
  goesOnAt: 'goes on',
  stepStatus: { running: 'running', waiting: 'waiting', done: 'done', failed: 'failed', skipped: 'skipped' },
  step: {
    trigger: 'Start',
    get_object: 'Order read from the store',
    send_message: 'Message to the customer',
    wait_for_reply: 'Wait for the customer’s reply',
    wait: 'Pause',
    send_window: 'Wait for the sending hours',
    branch: 'Decision',
    set: 'Variables',
    update_object: 'Order update',
    charge: 'Charge',
    hand_over: 'Handover to a person',
    start_flow: 'Another flow started',
    end: 'End of the flow',
    question: 'Question to the customer: which order?',
    message_received: 'Message from the customer',
  },
  held: {
    answer_lost: 'WhatsApp’s response was lost; we are waiting to see whether the message went out.',
    channel_broken: 'The WhatsApp number is not working: the message will go out when it works again.',
    channel_limited: 'Meta has limited the WhatsApp number for a while: the message will go out after that.',
    pace: 'The message is waiting for its turn.',
    send_window: 'The message is waiting for the sending hours.',
  },
  messageStatus: {
    pending: 'not sent yet',
    accepted: 'accepted by WhatsApp',
    sent: 'sent',
    delivered: 'delivered',
    read: 'read',
    played: 'played',
    failed: 'not delivered',
    received: 'received',
  },
  messageKind: {
    template: 'template',
    text: 'text',
    buttons: 'text with buttons',
    list: 'list',
    image: 'photo',
    video: 'video',
    audio: 'audio',
    voice: 'voice message',
    document: 'document',
    sticker: 'sticker',
    location: 'location',
    contacts: 'contacts',
    reaction: 'reaction',
    button: 'button pressed',
    interactive: 'choice',
    order: 'catalogue order',
    edit: 'message edited',
    revoke: 'message deleted',
  },
  pushState: {
    pending: 'waiting to be sent',
    in_flight: 'being sent',
    retrying: 'will be retried',
    blocked: 'waiting for an earlier update of the same order',
    delivered: 'delivered',
    unverified: 'written, but the store shows other values',
    dead: 'not delivered: no more attempts',
    cancelled: 'cancelled',
  },
  charge: {
    'flow.run': 'Flow run',
    push: 'Store update',
    'message.utility': 'WhatsApp message, utility',
    'message.marketing': 'WhatsApp message, marketing',
    'message.authentication': 'WhatsApp message, authentication',
    'message.service': 'WhatsApp message, service',
  },
};

const it: Labels = {
  state: {
    queued: 'in coda',
    running: 'in corso',
    waiting: 'in attesa',
    completed: 'concluso',
    failed: 'non riuscito',
    cancelled: 'interrotto',
    person: 'da gestire',
  },
  waitingFor: {
    reply: 'della risposta del cliente',
    timer: 'dell’orario stabilito',
    delivery: 'dell’aggiornamento del negozio',
    person: 'di una persona',
  },
  channelBroken: 'in attesa: WhatsApp non funziona',
  optedOut: 'il cliente non vuole messaggi',
  goesOnAt: 'prosegue',
  stepStatus: { running: 'in corso', waiting: 'in attesa', done: 'fatto', failed: 'non riuscito', skipped: 'saltato' },
  step: {
    trigger: 'Avvio',
    get_object: 'Lettura dell’ordine dal negozio',
    send_message: 'Messaggio al cliente',
    wait_for_reply: 'Attesa della risposta del cliente',
    wait: 'Pausa',
    send_window: 'Attesa dell’orario di invio',
    branch: 'Decisione',
    set: 'Variabili',
    update_object: 'Aggiornamento dell’ordine',
    charge: 'Addebito',
    hand_over: 'Passaggio a una persona',
    start_flow: 'Avvio di un altro flusso',
    end: 'Fine del flusso',
    question: 'Domanda al cliente: quale ordine?',
    message_received: 'Messaggio del cliente',
  },
  held: {
    answer_lost: 'La risposta di WhatsApp è andata persa: stiamo verificando se il messaggio è partito.',
    channel_broken: 'Il numero WhatsApp non funziona: il messaggio partirà quando funzionerà di nuovo.',
    channel_limited: 'Meta ha limitato il numero WhatsApp per un po’: il messaggio partirà dopo.',
    pace: 'Il messaggio è in attesa del suo turno.',
    send_window: 'Il messaggio è in attesa dell’orario di invio.',
  },
  messageStatus: {
    pending: 'non ancora inviato',
    accepted: 'accettato da WhatsApp',
    sent: 'inviato',
    delivered: 'consegnato',
    read: 'letto',
    played: 'ascoltato',
    failed: 'non consegnato',
    received: 'ricevuto',
  },
  messageKind: {
    template: 'modello',
    text: 'testo',
    buttons: 'testo con pulsanti',
    list: 'elenco di scelte',
    image: 'foto',
    video: 'video',
    audio: 'audio',
    voice: 'messaggio vocale',
    document: 'documento',
    sticker: 'adesivo',
    location: 'posizione',
    contacts: 'contatti',
    reaction: 'reazione',
    button: 'pulsante premuto',
    interactive: 'scelta',
    order: 'ordine dal catalogo',
    edit: 'messaggio modificato',
    revoke: 'messaggio eliminato',
  },
  pushState: {
    pending: 'in attesa di invio',
    in_flight: 'invio in corso',
    retrying: 'verrà ritentato',
    blocked: 'in attesa di un aggiornamento precedente dello stesso ordine',
    delivered: 'consegnato',
    unverified: 'scritto, ma il negozio mostra altro',
    dead: 'non consegnato: tentativi esauriti',
    cancelled: 'annullato',
  },
  charge: {
    'flow.run': 'Esecuzione di un flusso',
    push: 'Ordine aggiornato',
    'message.utility': 'Messaggio WhatsApp, utilità',
    'message.marketing': 'Messaggio WhatsApp, marketing',
    'message.authentication': 'Messaggio WhatsApp, autenticazione',
    'message.service': 'Messaggio WhatsApp, servizio',
  },
};

/** Labels for the names of the API. */
export const labelTexts = { en, it };
