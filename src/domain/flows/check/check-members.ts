import type { Finding } from '../../../shared/failure';
import type { Sketch } from './sketch';

/** Members that are allowed and do nothing as they stand. */
export const checkMembers = ({ steps }: Sketch): Finding[] =>
  steps.flatMap(({ written, at }) => {
    if (written?.do !== 'update_object' || written.on_failed === undefined || written.wait) return [];
    const message = 'The flow learns that a push has failed only with "wait": true';
    return [{ path: `${at}/on_failed`, code: 'member_without_effect', message }];
  });
