import type { QuickReply } from '../../../db/conversations/quick-replies';
import { Icon } from '../../components/icon';
import type { View } from '../../view/view';
import { composerTexts } from './composer-texts';

/** The quick replies: a button inserts one into the message; without JavaScript it can be copied. */
export function QuickReplyMenu({ view, replies }: { view: View; replies: QuickReply[] }) {
  const t = composerTexts[view.language];
  return (
    <details id="quick-replies" class="menu">
      <summary aria-keyshortcuts="/">
        <Icon name="zap" />
        {t.quickReplies}
      </summary>
      <div class="menu-body">
        {replies.length === 0 && <p class="hint">{t.noQuickReplies}</p>}
        {replies.map(({ title, text }) => (
          <button type="button" class="quiet insert" data-insert={text}>
            <bdi class="name">{title}</bdi>
            <span class="hint" dir="auto">
              {text}
            </span>
          </button>
        ))}
        <p>
          <a href="/account/profile/conversations/quick-replies">{t.manageQuickReplies}</a>
        </p>
      </div>
    </details>
  );
}
