/** Who can do something: a person, an API key, a flow, the operator of the deployment, or the Worker by itself. */
export const ACTOR_TYPES = ['person', 'key', 'flow', 'operator', 'system'] as const;
export type ActorType = (typeof ACTOR_TYPES)[number];

/** Who acts in an account; `name` is shown beside what they did. */
export type Actor = { type: ActorType; id: string | null; name: string | null };
/** Who calls: a person by a session, or a key. */
export type Caller = { type: 'person' | 'key'; id: string; name: string };

/** How a caller is stored as author or assignee: `prs_…`, or `key:key_…`. */
export type StoredActor = `prs_${string}` | `key:${string}`;

export const storedActor = ({ type, id }: Pick<Caller, 'type' | 'id'>): StoredActor =>
  type === 'person' ? (id as `prs_${string}`) : `key:${id}`;

/** Reads who wrote a message or an entry: `customer`, `flow`, `phone_app`, `other_app`, or an actor's kind and id. */
export function readAuthor(author: string): { kind: string; id: string | null } {
  if (author.startsWith('prs_')) return { kind: 'person', id: author };
  const at = author.indexOf(':');
  return at < 0 ? { kind: author, id: null } : { kind: author.slice(0, at), id: author.slice(at + 1) };
}
