import type { NeededText } from '../../../domain/flow-templates/list-flow-templates';
import type { View } from '../../view/view';
import { templateTexts } from './template-texts';

const MANAGER = 'https://business.facebook.com/wa/manage/message-templates/';
const LOOKS: Record<NeededText['state'], { mark: string; look: string }> = {
  approved: { mark: '✓', look: 'passed' },
  pending: { mark: '…', look: 'warning' },
  to_do: { mark: '·', look: 'unknown' },
  rejected: { mark: '✗', look: 'failed' },
  failed: { mark: '✗', look: 'failed' },
  stopped: { mark: '!', look: 'warning' },
  other_content: { mark: '!', look: 'warning' },
  no_text: { mark: '!', look: 'warning' },
};

/** Says what to do about a template; null where there is nothing to do. */
function cureOf(view: View, { state, reason, usable }: NeededText): string | null {
  const t = templateTexts[view.language];
  if (state === 'other_content' && usable) return t.otherButUsable;
  if (state === 'rejected') return t.rejection[reason ?? ''] ?? t.rejectedOther;
  if (state === 'to_do' && reason !== null) return t.busy;
  if (state === 'failed' && reason === 'name_in_deletion') return t.inDeletion;
  return t.cure[state];
}

/** A template that a flow needs: its text, how it stands at Meta, and what to do. */
export function NeededTemplateItem({ view, template }: { view: View; template: NeededText }) {
  const t = templateTexts[view.language];
  const { name, language, state, usable, text, buttons, detail } = template;
  const { mark, look } = usable ? LOOKS.approved : LOOKS[state];
  const cure = cureOf(view, template);
  const isByHand =
    ['rejected', 'stopped', 'no_text', 'failed'].includes(state) || (state === 'other_content' && !usable);
  return (
    <li class={look}>
      <span class="mark" aria-hidden="true">
        {mark}
      </span>
      <div>
        {text !== '' && (
          <p class="bubble" lang={language}>
            <bdi>{text}</bdi>
          </p>
        )}
        {buttons.length > 0 && (
          <p class="hint" lang={language}>
            {buttons.map((button) => (
              <>
                <span class="pill">{button}</span>{' '}
              </>
            ))}
          </p>
        )}
        <p>
          <span class="hint">
            {t.atMeta} <bdi>{name}</bdi> ({language})
          </span>{' '}
          <span class="state">{usable ? t.state.approved : t.state[state]}</span>
        </p>
        {cure !== null && <p>{cure}</p>}
        {state === 'failed' && detail !== null && (
          <p class="hint">
            <bdi lang="en">{detail}</bdi>
          </p>
        )}
        {isByHand && (
          <p>
            <a href={MANAGER} target="_blank" rel="noreferrer">
              {t.openManager}
            </a>
          </p>
        )}
      </div>
    </li>
  );
}
