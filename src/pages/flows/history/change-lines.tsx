import type { Language } from '../../../shared/language';
import { historyTexts } from './history-texts';

const MAX_LINES = 12;

/** What a version changes, a line each; of a long list the first lines. */
export const ChangeLines = ({ language, lines }: { language: Language; lines: string[] }) => (
  <ul class="changes">
    {lines.slice(0, MAX_LINES).map((line) => (
      <li dir="auto">{line}</li>
    ))}
    {lines.length > MAX_LINES && <li class="hint">{historyTexts[language].more(lines.length - MAX_LINES)}</li>}
  </ul>
);
