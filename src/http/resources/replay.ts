import { z } from 'zod';
import type { Replay } from '../../domain/flows/replay/replay-request';
import { REQUEST_STATUSES } from '../../shared/flows/statuses';

const failed = z.object({ code: z.string(), detail: z.string(), step: z.string().nullable() }).nullable();
const path = z.array(z.string());

export const ReplayResource = z
  .object({
    request_id: z.string(),
    flow: z.string(),
    flow_version: z.number().int(),
    same: z.boolean().meta({ description: 'Whether the path, the outcome and the error equal the recorded ones' }),
    differs_at: z
      .object({ position: z.number().int(), recorded: z.string().nullable(), replayed: z.string().nullable() })
      .nullable()
      .meta({ description: 'The first difference between the paths' }),
    recorded: z.object({ status: z.enum(REQUEST_STATUSES), outcome: z.string().nullable(), error: failed, path }),
    replayed: z.object({
      status: z.enum(['completed', 'failed', 'stopped']).meta({
        description: '`stopped`: the replay needs an object, a reply or a decision of a person that was not recorded',
      }),
      outcome: z.string().nullable(),
      error: failed,
      path,
      assumed: path.meta({ description: 'Steps without recorded data, which the replay assumes were done' }),
    }),
  })
  .meta({ id: 'Replay' });

export function presentReplay({ request, path, replayed, differsAt }: Replay): z.infer<typeof ReplayResource> {
  const { status, outcome, error } = request;
  const ended = replayed.outcome === outcome && replayed.error?.code === error?.code;
  return {
    request_id: request.requestId,
    flow: request.flow,
    flow_version: request.flowVersion,
    same: differsAt === null && ended,
    differs_at:
      differsAt === null
        ? null
        : { position: differsAt, recorded: path[differsAt] ?? null, replayed: replayed.path[differsAt] ?? null },
    recorded: { status, outcome, error, path },
    replayed,
  };
}
