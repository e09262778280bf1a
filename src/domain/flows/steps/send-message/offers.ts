import type { SendMessageInput } from './schema';

/** The ids that a message lets the customer choose. */
export type Offers = { button: string[]; list: string[] };

/** Returns the choices that a step offers, or null where Meta's template decides them. */
export function offersOf({ template, fallback_template, buttons, list }: SendMessageInput): Offers | null {
  const templates = [template, fallback_template].flatMap((form) => form ?? []);
  // A quick reply to which the flow gives no id answers with its text.
  if (templates.some((form) => !form.buttons?.some((button) => typeof button === 'string'))) return null;
  const idOf = (button: string | { id: string }) => (typeof button === 'string' ? button : button.id);
  return {
    button: [
      ...templates.flatMap((form) => (form.buttons ?? []).filter((button) => typeof button === 'string')),
      ...(buttons?.buttons.map(idOf) ?? []),
    ],
    list: list?.sections.flatMap(({ rows }) => rows.map(({ id }) => id)) ?? [],
  };
}
