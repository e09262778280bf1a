import { z } from 'zod';
import type { RequestRow } from '../../db/requests/requests';
import { AppError } from '../../shared/errors/app-error';
import { waitKey } from '../../shared/flows/wait-key';
import { canonicalJson } from '../../shared/json/json';
import { mergePatch } from '../../shared/json/merge-patch';
import { objectsIn, textOrEmpty } from '../../shared/json/read-json';
import { invalidMember } from '../../shared/validation/invalid-member';
import { newAuditEntry } from '../audit/new-audit-entry';
import type { Context, Deps } from '../ports';
import { restartRequest } from './restart-request';
import { Variables } from './variables';

export const PatchRequest = z
  .strictObject({
    variables: Variables.optional(),
    /** The step at which a handed-over run continues. */
    resume: z.string().min(1).max(60).optional(),
    /** The label of a choice of the `hand_over` step, which says where the run continues. */
    choice: z.string().min(1).max(60).optional(),
    /** Restarts a failed request at the step that failed. */
    restart: z.literal(true).optional(),
  })
  .refine(({ resume, choice }) => resume === undefined || choice === undefined, {
    message: 'one of resume and choice',
    path: ['choice'],
  })
  .refine(({ resume, choice, restart }) => restart === undefined || (resume ?? choice) === undefined, {
    message: '`restart` cannot be combined with `resume` or `choice`',
    path: ['restart'],
  });

/** Returns the steps of a request's flow, and the one that waits for a person. Fails with request_not_waiting. */
async function waitingSteps(deps: Pick<Deps, 'runLog'>, request: RequestRow) {
  const run = await deps.runLog.load(request);
  const waiting = run?.steps.find((row) => waitKey(row) === request.openWait);
  if (waiting?.kind !== 'hand_over') throw new AppError('request_not_waiting');
  const steps = objectsIn(run?.definition.steps);
  return { steps, waiting: steps.find(({ id }) => id === waiting.step) };
}

/** Fails with request_not_waiting or validation_failed unless the request can be resumed at the step. */
export async function checkResume(deps: Pick<Deps, 'runLog'>, request: RequestRow, step: string): Promise<void> {
  const { steps } = await waitingSteps(deps, request);
  if (!steps.some(({ id }) => id === step)) {
    throw invalidMember('/resume', 'unknown_step', `The flow has no step ${step}`);
  }
}

/** Returns the step to which a choice leads. Fails with request_not_waiting and validation_failed. */
async function stepOfChoice(deps: Pick<Deps, 'runLog'>, request: RequestRow, choice: string): Promise<string> {
  const { waiting } = await waitingSteps(deps, request);
  const choices = objectsIn(waiting?.choices);
  const chosen = choices.find(({ label }) => textOrEmpty(label).trim() === choice.trim());
  if (chosen) return textOrEmpty(chosen.goto);
  const labels = choices.map(({ label }) => `«${textOrEmpty(label)}»`).join(', ');
  const hint = labels === '' ? 'the step has no choices' : `choose one of ${labels}`;
  throw invalidMember('/choice', 'unknown_choice', `There is no such choice: ${hint}`);
}

/** Merges variables (RFC 7396) into a request, and resumes one that was handed over to a person, or restarts one that failed. */
export async function patchRequest(
  deps: Pick<Deps, 'engine' | 'now' | 'requests' | 'runLog'>,
  context: Context,
  { requestId, patch }: { requestId: string; patch: z.infer<typeof PatchRequest> },
): Promise<RequestRow> {
  const { accountId } = context.account;
  const request = await deps.requests.find(accountId, requestId);
  if (!request) throw new AppError('not_found', 'There is no such request');
  const variables = patch.variables ?? {};
  const merged = mergePatch(request.variables, variables);
  if (!Variables.safeParse(merged).success) {
    throw invalidMember('/variables', 'too_big', '`variables` must have at most 32 KiB');
  }
  if (patch.resume !== undefined) await checkResume(deps, request, patch.resume);
  const resumeStep =
    patch.choice === undefined ? (patch.resume ?? null) : await stepOfChoice(deps, request, patch.choice);
  const now = deps.now();
  const targets = [{ type: 'request', id: requestId }];
  const isSame = canonicalJson(merged) === canonicalJson(request.variables);
  const changed = isSame ? null : newAuditEntry(context, now, 'request.changed', { targets });
  const resumed = resumeStep === null ? null : newAuditEntry(context, now, 'request.resumed', { targets });
  const patched = await deps.requests.patch({ accountId, requestId, variables, resumeStep, changed, resumed, now });
  if (resumeStep !== null && request.openWait) await deps.engine.wake(requestId, request.openWait);
  return patch.restart === true ? restartRequest(deps, context, patched ?? request) : (patched ?? request);
}
