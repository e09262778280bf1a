import { formatShortTime } from '../../format/format-clock';
import type { View } from '../../view/view';
import { composerTexts } from './composer-texts';

const MINUTE_MS = 60_000;

/** Fills hours and minutes into a text; the script of the page does the same. */
function timeLeft({ hours, minutes }: { hours: string; minutes: string }, ms: number): string {
  const all = Math.max(0, Math.ceil(ms / MINUTE_MS));
  const [h, m] = [Math.floor(all / 60), all % 60];
  return (h > 0 ? hours : minutes).replace('{h}', String(h)).replace('{m}', String(m));
}

/**
 * Until when free text can be sent. `data-left-ms` is by the server's clock, so that the countdown is right on a computer whose
 * clock is not.
 */
export function WindowState({ view, closesAt, now }: { view: View; closesAt: number | null; now: number }) {
  const t = composerTexts[view.language];
  const left = closesAt === null ? 0 : closesAt - now;
  const isOpen = left > 0;
  return (
    <div
      id="window"
      data-left-ms={isOpen ? String(left) : undefined}
      data-hours={t.left.hours}
      data-minutes={t.left.minutes}
    >
      {closesAt !== null && isOpen && (
        <p class="hint open-window">
          {t.openUntil} <time datetime={new Date(closesAt).toISOString()}>{formatShortTime(view, closesAt)}</time>,{' '}
          <span class="left">{timeLeft(t.left, left)}</span>
        </p>
      )}
      <p class="notice warn closed-window" hidden={isOpen}>
        {closesAt === null ? t.neverWrote : t.closed}
      </p>
    </div>
  );
}
