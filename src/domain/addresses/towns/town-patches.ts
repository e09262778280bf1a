/**
 * Records that the package of italian-towns.ts lacks, in its format. San Marino and the Vatican use Italian postal codes but are
 * no municipalities. Livigno and Campione d'Italia got a code of their own, and both are still in use. People write San Remo and
 * Aoste.
 */
export const TOWN_PATCHES = `
AO Valle d'Aosta:Aoste 11100
CO Como:Campione d'Italia 22060
IM Imperia:San Remo 18038
RM Roma:Città del Vaticano/Vaticano 00120
SM San Marino:San Marino/Repubblica di San Marino 47890,Dogana 47891,Acquaviva 47892,Borgo Maggiore 47893,Chiesanuova 47894,\
Domagnano 47895,Faetano 47896,Fiorentino 47897,Montegiardino 47898,Serravalle 47899
SO Sondrio:Livigno 23030
`;

/** Other names of provinces, which people still write. */
export const PROVINCE_NAMES: readonly (readonly [name: string, code: string])[] = [
  ['Sud Sardegna', 'SU'],
  ['Carbonia-Iglesias', 'CI'],
  ['Olbia-Tempio', 'OT'],
  ['Alto Adige/Südtirol', 'BZ'],
  ['RSM', 'SM'],
];

/**
 * Codes of provinces that were replaced, with their successors. Sardinia has eight provinces since 2025 (regional law 7/2021,
 * in the municipal codes of ISTAT since 2026), and a shop's list can still have the four before them.
 */
export const FORMER_PROVINCES: Record<string, readonly string[]> = {
  CA: ['CI', 'VS'],
  FO: ['FC'],
  NU: ['OG', 'OT'],
  OR: ['NU', 'VS'],
  PS: ['PU'],
  SS: ['OT'],
  SU: ['CA', 'CI', 'NU', 'OG', 'OR', 'VS'],
};
