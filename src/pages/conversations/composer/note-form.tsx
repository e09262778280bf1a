import { Icon } from '../../components/icon';
import { Form } from '../../forms/form';
import type { View } from '../../view/view';
import { ListFields, type ListQuery } from '../list/list-query';
import { composerTexts } from './composer-texts';

/** A note for colleagues, which is never sent. */
export function NoteForm({ view, path, query }: { view: View; path: string; query: ListQuery }) {
  const t = composerTexts[view.language];
  return (
    <details id="new-note" class="menu">
      <summary>
        <Icon name="sticky-note" />
        {t.note}
      </summary>
      <div class="menu-body">
        <Form view={view} action={`${path}/notes`}>
          <ListFields query={query} />
          <label for="note">{t.note}</label>
          <p class="hint" id="note-hint">
            {t.noteHint}
          </p>
          <textarea id="note" name="text" rows={3} maxlength={4_096} required dir="auto" aria-describedby="note-hint" />
          <button>{t.addNote}</button>
        </Form>
      </div>
    </details>
  );
}
