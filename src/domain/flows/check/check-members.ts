import type { Finding } from '../../../shared/failure';
import type { Sketch } from './sketch';

/** Members that are allowed and do nothing as they stand. */
export function checkMembers({ steps, raw }: Sketch): Finding[] {
  const trigger = raw.trigger as { on?: unknown; when?: unknown } | undefined;
  const unread = trigger?.when !== undefined && (trigger.on === 'api' || trigger.on === undefined);
  const ofTrigger = {
    path: '/trigger/when',
    code: 'member_without_effect',
    message: 'createRequest starts the flow whatever the condition: begin with a branch instead',
  };
  return [
    ...(unread ? [ofTrigger] : []),
    ...steps.flatMap(({ written, at }): Finding[] => {
      if (written?.do !== 'update_object' || written.on_failed === undefined || written.wait) return [];
      const message = 'The flow learns that a push has failed only with "wait": true';
      return [{ path: `${at}/on_failed`, code: 'member_without_effect', message }];
    }),
  ];
}
