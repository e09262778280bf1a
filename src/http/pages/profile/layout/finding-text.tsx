import { useContext } from 'hono/jsx';
import type { Finding } from '../../../../shared/failure';
import { findingTexts } from './finding-texts';
import { LanguageContext } from './language-context';
import type { Refused } from './refused';

/** What is wrong, in words of the page's language; where there are none, as the API says it. */
export function FindingText({ finding, texts }: { finding: Finding; texts: Refused['texts'] }) {
  const { path, code, message } = finding;
  const known = { ...findingTexts[useContext(LanguageContext)], ...texts };
  const text = [`${code} ${path}`, code].flatMap((name) => (Object.hasOwn(known, name) ? [known[name]] : []))[0];
  return text === undefined ? (
    <span lang="en" dir="auto">
      {message}
    </span>
  ) : (
    <>{text}</>
  );
}
