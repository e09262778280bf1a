import type { Child } from 'hono/jsx';
import { Findings } from '../layout/findings';
import { Form } from '../layout/form';
import type { Refused } from '../layout/refused';
import type { View } from '../layout/view';
import { setUpTexts } from './texts';

/**
 * A section with the cards of all that is connected of one kind, and the form that connects another: open where it was
 * refused, and where `isFirst`.
 */
export function ConnectSection<T>({
  view,
  id,
  texts,
  intro,
  connected,
  card,
  more,
  form,
  path,
  fields,
  isFirst,
  refused,
}: {
  view: View;
  id: string;
  texts: { title: string; intro: string; none: string; connect: string };
  /** What stands below the introduction. */
  intro?: Child;
  connected: T[];
  card: (one: T) => Child;
  /** Whether there are more than are shown. */
  more: boolean;
  form: string;
  path: string;
  fields: Child;
  isFirst: boolean;
  refused: Refused | null;
}) {
  const t = setUpTexts[view.language];
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{texts.title}</h2>
      <p>{texts.intro}</p>
      {intro}
      {connected.length === 0 && <p>{texts.none}</p>}
      {connected.map(card)}
      {more && <p class="hint">{t.more}</p>}
      {view.may('settings:write') && (
        <details id={`${form}-form`} open={isFirst || refused?.form === form}>
          <summary>{texts.connect}</summary>
          <Findings form={form} refused={refused} title={t.refused} />
          <Form view={view} action={`${path}#${form}-form`} creates>
            {fields}
            <button>
              {t.submit} <span class="visually-hidden">{texts.title}</span>
            </button>
          </Form>
        </details>
      )}
    </section>
  );
}
