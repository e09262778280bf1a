import type { Language } from '../../../shared/text/language';
import { historyTexts } from './history-texts';

const MAX_LINES = 12;

/** What a version changes, a line each; of a long list the first lines. `newTemplates`: how many templates Meta has to approve. */
export const ChangeLines = ({
  language,
  lines,
  newTemplates = 0,
}: {
  language: Language;
  lines: string[];
  newTemplates?: number;
}) => (
  <>
    <ul class="changes">
      {lines.slice(0, MAX_LINES).map((line) => (
        <li dir="auto">{line}</li>
      ))}
      {lines.length > MAX_LINES && <li class="hint">{historyTexts[language].more(lines.length - MAX_LINES)}</li>}
    </ul>
    {newTemplates > 0 && <p class="notice warn">{historyTexts[language].newTemplates(newTemplates)}</p>}
  </>
);
