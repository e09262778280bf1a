import type { Child } from 'hono/jsx';
import type { FormErrors } from '../forms/form-errors';
import type { View } from '../view/view';
import { CreateForm } from './create-form';
import { setUpTexts } from './set-up-texts';

/**
 * A section with a card for each connected resource and the form that connects another, open if it was rejected or if
 * `isFirst`.
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
  formErrors,
}: {
  view: View;
  id: string;
  texts: { title: string; intro: string; none: string; connect: string };
  /** The content below the introduction. */
  intro?: Child;
  connected: T[];
  card: (one: T) => Child;
  /** Whether more exist than are listed. */
  more: boolean;
  form: string;
  path: string;
  fields: Child;
  isFirst: boolean;
  formErrors: FormErrors | null;
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
        <CreateForm
          view={view}
          form={form}
          path={path}
          summary={texts.connect}
          title={texts.title}
          isOpen={isFirst}
          formErrors={formErrors}
        >
          {fields}
        </CreateForm>
      )}
    </section>
  );
}
