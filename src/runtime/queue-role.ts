const ROLES = ['inbound-dead', 'pushes-dead', 'inbound', 'pushes'] as const;

/**
 * What a queue is for, by its name: locally the role alone, in a named environment `<role>-<environment>`. Throws for any
 * other name, so that a queue that was named wrongly is never taken for another.
 */
export function queueRole(queue: string): (typeof ROLES)[number] {
  const role = ROLES.find((each) => queue === each || queue.startsWith(`${each}-`));
  if (!role) throw new Error(`no consumer for the queue ${queue}`);
  return role;
}
