import { listAudit } from '../../domain/audit/list-audit';
import { isId } from '../../shared/crypto/ids';
import { jsonResponse } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { listOf, pageQuery, presentPage } from '../request/pagination';
import { AuditEntryResource, presentAuditEntry } from '../resources/person';

const list = operation({
  method: 'get',
  path: '/v1/audit',
  scope: 'settings:read',
  summary: 'Read the audit log: who did what, in the order in which it happened',
  request: {
    query: z.object({
      after: z
        .string()
        .max(64)
        .refine((text) => text === '' || isId('aud', text), { message: 'must be the id of an entry' })
        .optional()
        .meta({ description: 'The id of the last entry that you have; without it, the list begins with the oldest' }),
      ...pageQuery('aud'),
    }),
  },
  responses: { 200: jsonResponse('Entries, the oldest first', listOf(AuditEntryResource, 'AuditList')) },
});

export const auditApi = newApi().openapi(list, async (c) => {
  const { after, cursor, limit } = c.req.valid('query');
  const { timeZone } = c.get('caller').account;
  const page = await listAudit(c.get('deps'), c.get('caller'), {
    after: after || null,
    cursor: cursor ?? null,
    limit,
  });
  return c.json(
    presentPage(page, (entry) => presentAuditEntry(entry, timeZone), 'auditId'),
    200,
  );
});
