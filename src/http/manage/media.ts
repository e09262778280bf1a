import type { Upload } from '../../db/messages/uploads';
import { UPLOAD_TTL_MS } from '../../domain/messages/upload/purge-uploads';
import { registerUpload, storeUpload } from '../../domain/messages/upload/upload-media';
import { UPLOAD_KINDS } from '../../shared/flows/statuses';
import { formatInstant } from '../../shared/time/time-zone';
import { jsonResponse } from '../openapi/declarations';
import { newApi, operation, z } from '../openapi/operation';
import { openFormFile } from '../request/read-multipart';
import { withIdempotency } from '../request/with-idempotency';
import { Instant } from '../resources/common';

const UploadResource = z
  .object({
    media_id: z.string().meta({ description: 'For `media.media_id` of a message' }),
    kind: z.enum(UPLOAD_KINDS).meta({ description: 'The kind as which the file can be sent' }),
    mime_type: z.string(),
    filename: z.string().nullable(),
    size: z.number().int().meta({ description: 'In bytes' }),
    sha256: z.string(),
    created_at: Instant,
    expires_at: Instant.meta({ description: 'Until then the file can be sent' }),
  })
  .meta({ id: 'Upload' });

const upload = operation({
  method: 'post',
  path: '/v1/media',
  scope: 'messages:write',
  creates: true,
  summary: 'Upload a file to send it',
  // Not declared as the body of the route, whose validator would read the whole file into memory.
  requestBody: {
    required: true,
    content: {
      'multipart/form-data': {
        schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
      },
    },
  },
  responses: { 201: jsonResponse('The file', UploadResource) },
});

export const mediaApi = newApi().openapi(upload, async (c) => {
  const deps = c.get('deps');
  const caller = c.get('caller');
  const zone = caller.account.timeZone;
  const present = (row: Upload): z.infer<typeof UploadResource> => ({
    media_id: row.mediaId,
    kind: row.kind,
    mime_type: row.mimeType,
    filename: row.filename,
    size: row.size,
    sha256: row.sha256,
    created_at: formatInstant(row.createdAt, zone),
    expires_at: formatInstant(row.createdAt + UPLOAD_TTL_MS, zone),
  });
  const stored = await storeUpload(deps, caller, await openFormFile(c.req.raw));
  const body = await withIdempotency(
    c,
    caller.account.accountId,
    (makeRecord) => registerUpload(deps, stored, makeRecord),
    present,
    stored.sha256,
  );
  return c.json(body, 201);
});
