/** What a sentence about a finding may name. */
type About = { template: string; status: string };

const en = {
  template_unknown: ({ template }: About) => `Your number has no template ${template}: make it at Meta.`,
  template_pending: ({ template }: About) => `Meta is still judging the template ${template}.`,
  template_in_appeal: ({ template }: About) => `Meta is judging the template ${template} once more, as you asked.`,
  template_rejected: ({ template }: About) => `Meta has rejected the template ${template}: change it at Meta.`,
  template_paused: ({ template }: About) =>
    `Meta has paused the template ${template} for a while, as customers did not like it.`,
  template_disabled: ({ template }: About) => `Meta has disabled the template ${template}: make another one at Meta.`,
  /** Of any other state. */
  template_status: ({ template, status }: About) => `The template ${template} can’t be sent: at Meta it is ${status}.`,
  template_not_checked: () => 'Meta has not been asked for this template yet, or did not answer.',
  template_header: ({ template }: About) => `The header of the template ${template} is another one at Meta.`,
  template_parameters: ({ template }: About) => `The template ${template} has other parameters at Meta.`,
  template_buttons: ({ template }: About) => `The buttons of the template ${template} are others at Meta.`,
  channel_not_found: () => 'There is no number to send from, or there are several and the flow does not say which.',
  store_not_found: () => 'There is no shop yet whose orders this step could read or change.',
  no_endpoint: () => 'Your shop has no address for what this step does.',
  flow_not_found: () => 'The flow that is started here is not there, or not active.',
  flow_changed: () => 'Meanwhile this flow was saved again: look at it before you put the ready one in its place.',
  variable_maybe_unset: () => 'What is read here can be empty: one way to this step does not set it.',
  unknown_variable: () => 'What is read here never has a value.',
  choice_not_offered: () => 'No message before offers this button or row.',
  case_never_reached: () => 'This case is never reached: one before it takes all.',
  only_by_resume: () => 'Only a person who resumes the request can come to this step.',
  liquid_not_rendered: () => 'This goes out as it is written: nothing is filled in here.',
  member_without_effect: () => 'The flow learns that an update has failed only if it waits for it.',
  wait_without_question: () => 'No message of this flow comes before this wait: only another flow can have asked.',
  no_object: () => 'A flow that a customer’s message starts is about no order: the step must say which.',
  shopify_refuses: () => 'Shopify refuses what this step asks of it: correct it, or it will never arrive.',
  no_price: () => 'There is no price for this charge in your price list.',
  amount_too_large: () => 'By your price list this charge is more than a charge can be.',
  blank_word: () => 'A word is blank: no answer is ever equal to it.',
  unknown_kind: () => 'No answer is ever of this kind.',
};
const it: typeof en = {
  template_unknown: ({ template }) => `Il tuo numero non ha il modello ${template}: crealo su Meta.`,
  template_pending: ({ template }) => `Meta sta ancora valutando il modello ${template}.`,
  template_in_appeal: ({ template }) => `Meta sta valutando di nuovo il modello ${template}, come hai chiesto.`,
  template_rejected: ({ template }) => `Meta ha rifiutato il modello ${template}: modificalo su Meta.`,
  template_paused: ({ template }) => `Meta ha sospeso per un po’ il modello ${template}: ai clienti non è piaciuto.`,
  template_disabled: ({ template }) => `Meta ha disattivato il modello ${template}: creane un altro su Meta.`,
  template_status: ({ template, status }) =>
    `Il modello ${template} non si può inviare: su Meta il suo stato è ${status}.`,
  template_not_checked: () => 'Non abbiamo ancora chiesto a Meta di questo modello, o Meta non ha risposto.',
  template_header: ({ template }) => `L’intestazione del modello ${template} su Meta è un’altra.`,
  template_parameters: ({ template }) => `Il modello ${template} su Meta ha altri parametri.`,
  template_buttons: ({ template }) => `I pulsanti del modello ${template} su Meta sono altri.`,
  channel_not_found: () => 'Non c’è un numero da cui inviare, oppure ce n’è più d’uno e il flusso non dice quale.',
  store_not_found: () => 'Non c’è ancora un negozio di cui questo passo possa leggere o modificare gli ordini.',
  no_endpoint: () => 'Il tuo negozio non ha un indirizzo per ciò che fa questo passo.',
  flow_not_found: () => 'Il flusso che si avvia qui non c’è, o non è attivo.',
  flow_changed: () =>
    'Nel frattempo questo flusso è stato salvato di nuovo: guardalo prima di sostituirlo con quello pronto.',
  variable_maybe_unset: () =>
    'Ciò che si legge qui può essere vuoto: si può arrivare a questo passo senza che gli sia stato dato un valore.',
  unknown_variable: () => 'Ciò che si legge qui non ha mai un valore.',
  choice_not_offered: () => 'Nessun messaggio precedente offre questo pulsante o questa voce.',
  case_never_reached: () => 'A questo caso non si arriva mai: uno precedente li prende tutti.',
  only_by_resume: () => 'A questo passo si arriva solo se una persona riprende la richiesta.',
  liquid_not_rendered: () => 'Questo parte così com’è scritto: qui non viene inserito nulla.',
  member_without_effect: () => 'Il flusso sa che un aggiornamento non è riuscito solo se lo aspetta.',
  wait_without_question: () =>
    'Prima di questa attesa il flusso non manda nessun messaggio: la domanda può averla fatta solo un altro flusso.',
  no_object: () =>
    'Un flusso avviato da un messaggio del cliente non riguarda nessun ordine: il passo deve dire quale.',
  shopify_refuses: () => 'Shopify rifiuta ciò che questo passo gli chiede: correggilo, o non arriverà mai.',
  no_price: () => 'Nel tuo listino non c’è un prezzo per questo addebito.',
  amount_too_large: () => 'Con il tuo listino questo addebito supera l’importo massimo.',
  blank_word: () => 'Una parola è vuota: nessuna risposta le è mai uguale.',
  unknown_kind: () => 'Nessuna risposta è mai di questo tipo.',
};
export const findingTexts = { en, it };
