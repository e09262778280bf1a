import type { Message } from '../../db/messages';
import type { Push } from '../../db/pushes';
import type { RequestRow, StepRow } from '../../db/requests';

type Labels = {
  state: Record<RequestRow['status'] | 'person', string>;
  waitingFor: Record<NonNullable<RequestRow['waitingFor']>, string>;
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
    queued: 'about to start',
    running: 'running',
    waiting: 'waiting',
    completed: 'completed',
    failed: 'failed',
    cancelled: 'cancelled',
    person: 'waiting for a person',
  },
  waitingFor: {
    reply: 'for the customer’s reply',
    timer: 'for a set time',
    delivery: 'for the update of the shop',
    person: 'for a person',
  },
  stepStatus: { running: 'running', waiting: 'waiting', done: 'done', failed: 'failed', skipped: 'skipped' },
  step: {
    trigger: 'Start',
    get_object: 'Order read from the shop',
    send_message: 'Message to the customer',
    wait_for_reply: 'Wait for the customer’s reply',
    wait: 'Pause',
    send_window: 'Wait for the hours in which messages go out',
    branch: 'Decision',
    set: 'Variables',
    update_object: 'Update of the shop',
    charge: 'Charge',
    hand_over: 'Hand-over to a person',
    start_flow: 'Start of another flow',
    end: 'End of the flow',
    question: 'Question to the customer: which order?',
    message_received: 'Message from the customer',
  },
  held: {
    answer_lost: 'WhatsApp’s answer was lost; we wait to see whether the message went out.',
    channel_broken: 'The WhatsApp number does not work: the message waits until it works again.',
    pace: 'The message waits for its turn.',
    send_window: 'The message waits for the hours in which messages go out.',
  },
  messageStatus: {
    pending: 'not sent yet',
    accepted: 'taken by WhatsApp',
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
    list: 'list to choose from',
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
    order: 'order from the catalogue',
    edit: 'message edited',
    revoke: 'message deleted',
  },
  pushState: {
    pending: 'about to be sent',
    in_flight: 'being sent',
    retrying: 'will be tried again',
    blocked: 'waits for an earlier update of the same order',
    delivered: 'delivered',
    unverified: 'delivered, but the shop shows other values',
    dead: 'not delivered: no more attempts',
    cancelled: 'cancelled',
  },
  charge: {
    'flow.run': 'Flow run',
    push: 'Update of the shop',
    'message.utility': 'WhatsApp message, utility',
    'message.marketing': 'WhatsApp message, marketing',
    'message.authentication': 'WhatsApp message, authentication',
    'message.service': 'WhatsApp message, service',
  },
};

const it: Labels = {
  state: {
    queued: 'sta per partire',
    running: 'in corso',
    waiting: 'in attesa',
    completed: 'conclusa',
    failed: 'non riuscita',
    cancelled: 'annullata',
    person: 'in attesa di una persona',
  },
  waitingFor: {
    reply: 'della risposta del cliente',
    timer: 'del momento stabilito',
    delivery: 'dell’aggiornamento del negozio',
    person: 'di una persona',
  },
  stepStatus: { running: 'in corso', waiting: 'in attesa', done: 'fatto', failed: 'non riuscito', skipped: 'saltato' },
  step: {
    trigger: 'Inizio',
    get_object: 'Lettura dell’ordine dal negozio',
    send_message: 'Messaggio al cliente',
    wait_for_reply: 'Attesa della risposta del cliente',
    wait: 'Pausa',
    send_window: 'Attesa dell’orario di invio',
    branch: 'Decisione',
    set: 'Variabili',
    update_object: 'Aggiornamento del negozio',
    charge: 'Addebito',
    hand_over: 'Passaggio a una persona',
    start_flow: 'Avvio di un altro flusso',
    end: 'Fine del flusso',
    question: 'Domanda al cliente: quale ordine?',
    message_received: 'Messaggio del cliente',
  },
  held: {
    answer_lost: 'La risposta di WhatsApp è andata persa: aspettiamo di sapere se il messaggio è partito.',
    channel_broken: 'Il numero WhatsApp non funziona: il messaggio aspetta che funzioni di nuovo.',
    pace: 'Il messaggio aspetta il suo turno.',
    send_window: 'Il messaggio aspetta l’orario di invio.',
  },
  messageStatus: {
    pending: 'non ancora inviato',
    accepted: 'preso in carico da WhatsApp',
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
    pending: 'sta per essere inviato',
    in_flight: 'invio in corso',
    retrying: 'verrà ritentato',
    blocked: 'aspetta un aggiornamento precedente dello stesso ordine',
    delivered: 'consegnato',
    unverified: 'consegnato, ma il negozio mostra altri valori',
    dead: 'non consegnato: tentativi finiti',
    cancelled: 'annullato',
  },
  charge: {
    'flow.run': 'Esecuzione di un flusso',
    push: 'Aggiornamento del negozio',
    'message.utility': 'Messaggio WhatsApp, utilità',
    'message.marketing': 'Messaggio WhatsApp, marketing',
    'message.authentication': 'Messaggio WhatsApp, autenticazione',
    'message.service': 'Messaggio WhatsApp, servizio',
  },
};

/** Labels for the names of the API. */
export const labelTexts = { en, it };
