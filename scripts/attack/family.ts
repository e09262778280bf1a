/** What one family of attacks came to: how many were tried, how many held, and what did not. */
export type Family = { name: string; tried: number; held: number; broken: string[]; notes: string[] };

export type Tally = {
  /** Counts an attack: `fault` says what broke, null that it held. */
  count(what: string, fault: string | null): void;
  /** Told with the table, without judging. */
  note(text: string): void;
};

/** Runs one family; one that throws is broken as a whole. */
export async function runFamily(name: string, attack: (tally: Tally) => Promise<void>): Promise<Family> {
  const family: Family = { name, tried: 0, held: 0, broken: [], notes: [] };
  const tally: Tally = {
    count(what, fault) {
      family.tried += 1;
      if (fault === null) family.held += 1;
      else family.broken.push(`${what}: ${fault}`);
    },
    note: (text) => family.notes.push(text),
  };
  try {
    await attack(tally);
  } catch (error) {
    tally.count('the attack itself', String(error instanceof Error ? error.stack : error));
  }
  return family;
}
