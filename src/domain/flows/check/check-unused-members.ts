import type { Issue } from '../../../shared/app-error';
import type { ParsedFlow } from './parse-flow';

/** Members that are allowed and do nothing as they stand. */
export const checkUnusedMembers = ({ steps }: ParsedFlow): Issue[] =>
  steps.flatMap(({ input: written, at }) => {
    if (written?.do !== 'update_object' || written.on_failed === undefined || written.wait) return [];
    const message = 'The flow learns that a push has failed only with "wait": true';
    return [{ path: `${at}/on_failed`, code: 'member_without_effect', message }];
  });
