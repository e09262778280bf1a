/**
 * Returns the innermost cause of an error for a log. Drizzle's own messages are skipped, because they contain the statement's
 * parameters, such as phone numbers and texts.
 */
export function describeError(error: unknown): string {
  let text = 'unknown';
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (!cause.message.startsWith('Failed query')) text = `${cause.name}: ${cause.message}`;
  }
  return text.slice(0, 300);
}
