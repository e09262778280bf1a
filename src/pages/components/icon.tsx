import { raw } from 'hono/html';
import { LUCIDE_ICONS } from './lucide-icons';

export type IconName = keyof typeof LUCIDE_ICONS;

/** An icon beside a text that says the same; screen readers skip it. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg
    class="icon"
    viewBox="0 0 24 24"
    width="20"
    height="20"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    {raw(LUCIDE_ICONS[name])}
  </svg>
);
