import { z } from 'zod';
import type { RequestRow } from '../../db/requests';
import { AppError } from '../../shared/app-error';
import { invalidMember } from '../../shared/invalid-member';
import { mergePatch } from '../../shared/merge-patch';
import { waitKey } from '../../shared/wait-key';
import type { Context, Deps } from '../ports';
import { Variables } from './variables';

export const PatchRequest = z.strictObject({
  variables: Variables.optional(),
  /** The step at which a handed-over run continues. */
  resume: z.string().min(1).max(60).optional(),
});

/** Fails with request_not_waiting or validation_failed unless the request can be resumed at the step. */
export async function checkResume(deps: Pick<Deps, 'runLog'>, request: RequestRow, step: string): Promise<void> {
  const run = await deps.runLog.load(request);
  const waiting = run?.steps.find((row) => waitKey(row) === request.openWait);
  if (waiting?.kind !== 'hand_over') throw new AppError('request_not_waiting');
  const { steps } = run?.definition ?? {};
  const exists = Array.isArray(steps) && steps.some((each) => (each as { id?: unknown }).id === step);
  if (!exists) throw invalidMember('/resume', 'unknown_step', `The flow has no step ${step}`);
}

/** Merges variables (RFC 7396) into a request, and resumes a request that was handed over to a person. */
export async function patchRequest(
  deps: Pick<Deps, 'engine' | 'now' | 'requests' | 'runLog'>,
  { account: { accountId } }: Context,
  { requestId, patch }: { requestId: string; patch: z.infer<typeof PatchRequest> },
): Promise<RequestRow> {
  const request = await deps.requests.find(accountId, requestId);
  if (!request) throw new AppError('not_found', 'There is no such request');
  const variables = patch.variables ?? {};
  if (!Variables.safeParse(mergePatch(request.variables, variables)).success) {
    throw invalidMember('/variables', 'too_big', '`variables` must have at most 32 KiB');
  }
  if (patch.resume !== undefined) await checkResume(deps, request, patch.resume);
  const resumeStep = patch.resume ?? null;
  const now = deps.now();
  const patched = await deps.requests.patch({ accountId, requestId, variables, resumeStep, now });
  if (resumeStep !== null && request.openWait) await deps.engine.wake(requestId, request.openWait);
  return patched ?? request;
}
