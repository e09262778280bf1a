import type { Finding } from '../../../../shared/failure';
import type { JsonValue } from '../../../../shared/json';
import type { View } from '../layout/view';
import { describeFinding } from './describe-finding';
import { flowTexts } from './texts';

/** What is wrong with a flow, or may be: each with its place, in words, and where to mend it. */
export function FlowFindings({
  view,
  definition,
  findings,
}: {
  view: View;
  definition: JsonValue;
  findings: Finding[];
}) {
  const t = flowTexts[view.language];
  return (
    <ul class="findings">
      {findings.map((finding) => {
        const { step, text, section } = describeFinding(definition, finding, view.language);
        return (
          <li>
            {step !== null && (
              <>
                {t.step} <bdi class="name">{step}</bdi>:{' '}
              </>
            )}
            {text === null ? (
              <span lang="en" dir="auto">
                {finding.message}
              </span>
            ) : (
              <span dir="auto">{text}</span>
            )}{' '}
            {section !== null && <a href={`/account/profile#${section}`}>{t.mend[section]}</a>}{' '}
            {finding.path !== '' && <code class="hint">{finding.path}</code>}
          </li>
        );
      })}
    </ul>
  );
}
