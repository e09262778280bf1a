const ROLES = ['inbound-dead', 'pushes-dead', 'inbound', 'pushes'] as const;

/**
 * Returns the role of a queue by its name: `<role>` locally, `<role>-<environment>` in a named environment. Throws for any
 * other name, so that messages of a misnamed queue are never processed as something else.
 */
export function queueRole(queue: string): (typeof ROLES)[number] {
  const role = ROLES.find((each) => queue === each || queue.startsWith(`${each}-`));
  if (!role) throw new Error(`No consumer for queue ${queue}`);
  return role;
}
