import { z } from 'zod';
import type { Channel } from '../../../db/channels/channels';
import type { Template } from '../../../db/channels/templates';
import { aadFor } from '../../../shared/crypto/encryption';
import { AnyJsonObject } from '../../../shared/json/json-schemas';
import type { Deps } from '../../ports';
import { followChanges } from './follow-changes';
import { templateShapeOf } from './template-shape';

const PAGE_SIZE = 100;
/** A WhatsApp Business Account has up to 6,000 templates. */
const MAX_PAGES = 60;
const FIELDS = 'name,language,status,category,components,rejected_reason,quality_score';

const TemplateList = z.looseObject({
  data: z.array(
    z.looseObject({
      name: z.string().max(512),
      language: z.string().max(20),
      status: z.string().max(60),
      category: z.string().max(60),
      components: z.array(AnyJsonObject).default([]),
      rejected_reason: z.string().max(500).nullish(),
      quality_score: z.looseObject({ score: z.string().max(60).nullish() }).nullish(),
    }),
  ),
  paging: z
    .looseObject({ cursors: z.looseObject({ after: z.string().max(2_000) }).nullish(), next: z.string().nullish() })
    .nullish(),
});

export type SyncResult = { ok: true } | { ok: false; code: string };

/** Replaces the templates of a channel's WhatsApp Business Account by those that Meta lists; if that fails, they stay. */
export async function syncTemplates(
  deps: Pick<Deps, 'encryptor' | 'now' | 'templates' | 'whatsapp'>,
  channel: Pick<Channel, 'accountId' | 'channelId' | 'wabaId' | 'accessToken'>,
): Promise<SyncResult> {
  const { accountId, channelId, wabaId } = channel;
  const accessToken = await deps.encryptor.decrypt(channel.accessToken, aadFor(channelId, 'access_token'));
  const now = deps.now();
  const rows: Template[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = new URLSearchParams({
      limit: String(PAGE_SIZE),
      fields: FIELDS,
      ...(after === null ? {} : { after }),
    });
    const result = await deps.whatsapp.get(
      `${encodeURIComponent(wabaId)}/message_templates?${query.toString()}`,
      accessToken,
    );
    if (result.kind === 'failed') return { ok: false, code: result.code };
    const listed = TemplateList.safeParse(result.body);
    if (!listed.success) return { ok: false, code: 'not_templates' };
    for (const { name, language, status, category, components, rejected_reason, quality_score } of listed.data.data) {
      rows.push({
        accountId,
        wabaId,
        name,
        language,
        status,
        category,
        shape: templateShapeOf(components),
        components,
        reason: rejected_reason && rejected_reason !== 'NONE' ? rejected_reason : null,
        quality: quality_score?.score ?? null,
        recommendation: null,
        previousCategory: null,
        announcedCategory: null,
        updatedAt: now,
      });
    }
    const { paging } = listed.data;
    after = paging?.next ? (paging.cursors?.after ?? null) : null;
    if (after === null) break;
  }
  const before = await deps.templates.list(channel);
  const { kept, changes } = followChanges(before, rows);
  await deps.templates.replace({ accountId, wabaId }, kept, changes, now);
  return { ok: true };
}
