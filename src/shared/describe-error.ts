/**
 * What went wrong, fit for a log: the innermost cause. Drizzle's own messages hold the parameters of the statement, phone
 * numbers and texts among them, so they are passed over.
 */
export function describeError(error: unknown): string {
  let text = 'unknown';
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (!cause.message.startsWith('Failed query')) text = `${cause.name}: ${cause.message}`;
  }
  return text.slice(0, 300);
}
