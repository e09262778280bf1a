/** Who acts in an account, as it is stored: `key:key_…`. */
export type Actor = `key:${string}`;

export const keyActor = (keyId: string): Actor => `key:${keyId}`;

/** Reads who wrote a message or an entry: `customer`, `flow`, `phone_app`, `other_app`, or an actor's kind and id. */
export function readAuthor(author: string): { kind: string; id: string | null } {
  const at = author.indexOf(':');
  return at < 0 ? { kind: author, id: null } : { kind: author.slice(0, at), id: author.slice(at + 1) };
}
