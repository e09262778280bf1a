import type { Template } from '../../../db/channels/templates';
import type { Context, Deps } from '../../ports';
import { findChannel } from '../find-channel';
import { syncTemplates } from './sync-templates';

/** Webhooks keep the templates up to date; this is for a lost webhook. */
const FRESH_MS = 600_000;

/**
 * Lists a page of a channel's templates by name. They are read from Meta first if they are older than 10 minutes or `refresh`
 * is set; if that fails, `stale` is the reason and the stored templates are returned.
 */
export async function listTemplates(
  deps: Pick<Deps, 'channels' | 'encryptor' | 'now' | 'templates' | 'whatsapp'>,
  context: Context,
  query: { channelId: string; refresh: boolean; limit: number; after: { name: string; language: string } | null },
): Promise<{ rows: Template[]; more: boolean; readAt: number | null; stale: string | null }> {
  const channel = await findChannel(deps, context, query.channelId);
  const { templatesAt } = channel;
  const isOld = templatesAt === null || deps.now() - templatesAt > FRESH_MS;
  // A following page must continue the same list.
  const synced = (isOld || query.refresh) && query.after === null ? await syncTemplates(deps, channel) : null;
  const current = synced ? await findChannel(deps, context, query.channelId) : channel;
  const page = await deps.templates.listPage(channel, query);
  return { ...page, readAt: current.templatesAt, stale: synced && !synced.ok ? synced.code : null };
}
