import type { Template } from '../../../db/templates';
import type { Context, Deps } from '../../ports';
import { findChannel } from '../change-channel';
import { syncTemplates } from './sync-templates';

/** The webhook keeps what is known; so old, it is read again all the same. */
const FRESH_MS = 600_000;

/**
 * The templates of a channel by name, read from Meta where what is known is old or `refresh` asks for it. `stale` is Meta's
 * reason, where it could not be asked, and then what was known before is given.
 */
export async function listTemplates(
  deps: Deps,
  context: Context,
  query: { channelId: string; refresh: boolean; limit: number; after: { name: string; language: string } | null },
): Promise<{ rows: Template[]; more: boolean; readAt: number | null; stale: string | null }> {
  const channel = await findChannel(deps, context, query.channelId);
  const { templatesAt } = channel;
  const old = templatesAt === null || deps.now() - templatesAt > FRESH_MS;
  // A page that follows another must show the same list.
  const synced = (old || query.refresh) && query.after === null ? await syncTemplates(deps, channel) : null;
  const after = synced ? await findChannel(deps, context, query.channelId) : channel;
  const page = await deps.templates.listPage(channel, query);
  return { ...page, readAt: after.templatesAt, stale: synced && !synced.ok ? synced.code : null };
}
