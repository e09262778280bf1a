import { Icon } from '../../components/icon';
import type { View } from '../../view/view';
import { conversationTexts } from '../conversation-texts';
import { type ListQuery, listPath } from './list-query';

/** Finds conversations of every tab; a plain form, so that it works without a script. */
export function SearchForm({ view, query: { tab, search } }: { view: View; query: ListQuery }) {
  const t = conversationTexts[view.language];
  return (
    <form method="get" action="/account/profile/conversations" role="search" class="search">
      <input type="hidden" name="tab" value={tab} />
      <label for="search" class="visually-hidden">
        {t.search.label}
      </label>
      <input
        id="search"
        name="q"
        type="search"
        value={search ?? ''}
        placeholder={t.search.placeholder}
        maxlength={200}
        autocomplete="off"
        dir="auto"
        aria-keyshortcuts="s"
      />
      <button class="plain icon-button">
        <Icon name="search" />
        <span class="visually-hidden">{t.search.submit}</span>
      </button>
      {search !== null && (
        <a class="clear" href={listPath({ tab, search: null })}>
          {t.search.clear}
        </a>
      )}
    </form>
  );
}
