import type { Database } from './database';
import { deadLetters } from './schema';

export type DeadLetter = typeof deadLetters.$inferSelect;

export const deadLettersRepository = (db: Database) => ({
  async insert(rows: DeadLetter[]): Promise<void> {
    const [first, ...rest] = rows.map((row) => db.insert(deadLetters).values(row));
    if (first) await db.batch([first, ...rest]);
  },
});

export type DeadLettersRepository = ReturnType<typeof deadLettersRepository>;
