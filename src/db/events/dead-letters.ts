import { deadLetters } from '../schema';
import { runBatch } from '../sql/batch';
import type { Database } from '../sql/database';

export type DeadLetter = typeof deadLetters.$inferSelect;

export const deadLettersRepository = (db: Database) => ({
  async insert(rows: DeadLetter[]): Promise<void> {
    await runBatch(db, { rows: rows.map((row) => db.insert(deadLetters).values(row)) });
  },
});

export type DeadLettersRepository = ReturnType<typeof deadLettersRepository>;
