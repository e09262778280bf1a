import type { Channel } from '../../db/channels/channels';

/** A limit whose end Meta does not name is looked at again after this time. */
const UNNAMED_END_MS = 86_400_000;

/** Returns when Meta accepts messages of this kind from a channel again; null if it accepts them now. */
export function limitEnd({ limits }: Pick<Channel, 'limits'>, messageKind: string, now: number): number | null {
  const kind = messageKind === 'template' ? 'template' : 'free';
  const ends = (limits ?? [])
    .filter((limit) => limit.kind === kind)
    .map(({ until }) => until ?? now + UNNAMED_END_MS)
    .filter((until) => until > now);
  return ends.length > 0 ? Math.max(...ends) : null;
}
