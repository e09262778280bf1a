import { Icon } from '../../components/icon';
import { FormToken } from '../../forms/form-token';
import type { View } from '../../view/view';
import { ListFields, type ListQuery } from '../list/list-query';
import { composerTexts } from './composer-texts';

/** A photo or a PDF. The script of the page makes a large photo smaller before it is sent. */
export function Attachment({ view, path, query }: { view: View; path: string; query: ListQuery }) {
  const t = composerTexts[view.language];
  return (
    <details id="attach" class="menu">
      <summary>
        <Icon name="paperclip" />
        {t.attach}
      </summary>
      <div class="menu-body">
        <form
          method="post"
          action={`${path}/files`}
          enctype="multipart/form-data"
          id="file-form"
          data-kind={t.fileKind}
          data-size={t.fileSize}
        >
          <FormToken view={view} />
          <input type="hidden" name="client_id" value={crypto.randomUUID()} />
          <ListFields query={query} />
          <label for="file">{t.attachHint}</label>
          <input id="file" name="file" type="file" accept="image/*,application/pdf" required />
          <label for="caption">{t.caption}</label>
          <textarea id="caption" name="caption" rows={2} maxlength={1_024} dir="auto" />
          <button>{t.send}</button>
        </form>
      </div>
    </details>
  );
}
