import { z } from 'zod';
import type { RequestRow } from '../../db/requests/requests';
import { REQUEST_STATUSES } from '../../shared/flows/statuses';
import { formatInstant } from '../../shared/time/time-zone';
import { Instant, JsonRecord } from './common';

export const RequestResource = z
  .object({
    request_id: z.string(),
    status: z.enum(REQUEST_STATUSES),
    flow: z.string(),
    flow_version: z.number().int(),
    user_key: z.string(),
    id_store: z.string(),
    object: z.object({ type: z.string(), id: z.string() }).nullable(),
    variables: JsonRecord,
    outcome: z.string().nullable(),
    error: z.object({ code: z.string(), detail: z.string(), step: z.string().nullable() }).nullable(),
    created_at: Instant,
    updated_at: Instant,
    completed_at: Instant.nullable(),
  })
  .meta({ id: 'Request' });

export const presentRequest = (row: RequestRow, zone: string): z.infer<typeof RequestResource> => ({
  request_id: row.requestId,
  status: row.status,
  flow: row.flow,
  flow_version: row.flowVersion,
  user_key: row.userKey,
  id_store: row.storeId,
  object: row.objectType !== null && row.objectId !== null ? { type: row.objectType, id: row.objectId } : null,
  variables: row.variables,
  outcome: row.outcome,
  error: row.error,
  created_at: formatInstant(row.createdAt, zone),
  updated_at: formatInstant(row.updatedAt, zone),
  completed_at: row.completedAt === null ? null : formatInstant(row.completedAt, zone),
});
