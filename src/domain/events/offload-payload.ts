import type { Deps } from '../ports';

/** A queue message holds 128 KB (of 1,000 bytes), part of which the platform uses. */
const MAX_QUEUED_BYTES = 120_000;

/** Stores the `content` of an event that does not fit in a queue message in R2, under `key`, and returns the event with it. */
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
  // A UTF-16 unit takes at most three bytes of UTF-8.
  if (json.length * 3 <= MAX_QUEUED_BYTES) return event;
  if (new TextEncoder().encode(json).length <= MAX_QUEUED_BYTES) return event;
  const payloadRef = await key();
  await deps.files.put(payloadRef, content());
  return { ...event, ...withoutContent, claim: payloadRef };
}
