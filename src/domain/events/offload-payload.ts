import type { Deps } from '../ports';

/** A queue message holds 128 KB (of 1,000 bytes), some of which are the platform's. */
const MAX_QUEUED_BYTES = 120_000;

/**
 * Puts what no queue message can hold into the bucket under a `key`: the queue then carries where it lies, and the event
 * without its `content`.
 */
export async function offloadLargePayload<Event extends { claim: string | null }>(
  deps: Pick<Deps, 'files'>,
  event: Event,
  {
    key,
    content,
    withoutContent,
  }: { key: () => Promise<string>; content: () => string; withoutContent: Partial<Event> },
): Promise<Event> {
  const json = JSON.stringify(event);
  // No UTF-16 unit takes more than three bytes of UTF-8.
  if (json.length * 3 <= MAX_QUEUED_BYTES) return event;
  if (new TextEncoder().encode(json).length <= MAX_QUEUED_BYTES) return event;
  const claim = await key();
  await deps.files.put(claim, content());
  return { ...event, ...withoutContent, claim };
}
