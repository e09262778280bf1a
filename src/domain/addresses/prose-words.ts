import type { Token } from './tokens';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** What people write around their address. */
const AROUND = words(
  'a ad al alla abitiamo abito allora buonasera buongiorno buondi cambiare cambiate cap cara caro casa certo ciao citta civico comune con ' +
    'cordiali saluti distinti consegna consegnare consegnate consegnatelo consegnarlo corretta corretto da di domicilio dovete e ecco eccolo esatto essere favore ' +
    'giusta giusto gli grazie gentilmente i il in indirizzo lindirizzo inviare inviate invio io it italia l la lavoro lo mandare mandate mandatelo ' +
    'mandarlo ma mattina mi mia mille mio nome nuova nuovo ok okay paese per perfetto piacere possibile posso potete potresti prov ' +
    'provincia qua quella quello questa questo qui residenza resto riceverlo salve sarebbe scrivo scusa scusate si sono spedire ' +
    'spedisci spedite speditelo spedizione sta sto su ufficio un una vi via voi vorrei',
);
/** Of these, what can tell a courier something: "casa gialla". */
const NOUNS = words('casa citta comune lavoro nuova nuovo paese residenza ufficio');
/** What else people write around their address, and what the courier does not need. */
const IDLE = words(
  'allora anche appena arrivederci aspetto attendo cellulare cell confermo cordialmente correggere correggete cosi cortesemente ' +
    'cortesia dati dato dirvi e-mail ecc ed email errata errato esatta esatte fatemi gent gentile inoltre inserire mail modificare modificate note numero ' +
    'ordine pacco pero poi prego pregherei pronto pure quindi ricevere sbagliata sbagliato se segue seguente si sig signor signora sigra ' +
    'solo spero staff subito tel telefono tutti tutto vorremmo vostro volevo',
);
const REGIONS = words(
  'abruzzo basilicata calabria campania emilia-romagna friuli lazio liguria lombardia marche molise piemonte puglia sardegna sicilia ' +
    'toscana umbria veneto',
);
/** The text names an address that is not the one to use. */
const NEGATIONS = /^(?:non|mai|vecchi[oa]|precedente|invece|anziche|tranne)$/;
const WRONG = /^(?:sbagliat|errat)/;
const RIGHT = /^(?:giust|corrett|esatt|nuov)/;
const COUNTRIES = words(
  'albania austria belgio belgique belgium canada cina croazia deutschland england espana europa france francia germania germany grecia ' +
    'hrvatska inghilterra irlanda ireland malta monaco nederland netherlands osterreich olanda poland polonia portogallo portugal romania ' +
    'schweiz slovenia slovenija spagna spain suisse svizzera switzerland uk usa',
);

export const isAroundWord = (key: string): boolean => AROUND.has(key) || REGIONS.has(key);
/** Returns whether a word at the edge of a phrase tells a courier nothing. */
export const isIdleWord = (key: string): boolean => IDLE.has(key) || (isAroundWord(key) && !NOUNS.has(key));
export const isThanks = (key: string): boolean => /^(?:grazie|saluti|cordialmente)$/.test(key);
export const isIntroduction = (key: string): boolean =>
  /^(?:sono|chiamo|nome|cognome|sig|sigra|signor|signora)$/.test(key);
export const isCountry = ({ key }: Token): boolean => COUNTRIES.has(key);

/** Returns whether the words around an address say that it is not the one to use. */
export function isNegated(tokens: readonly Token[]): boolean {
  if (tokens.some(({ key }) => NEGATIONS.test(key))) return true;
  const wrong = tokens.findLastIndex(({ key }) => WRONG.test(key));
  return wrong !== -1 && !tokens.slice(wrong).some(({ key }) => RIGHT.test(key));
}
