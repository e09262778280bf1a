import type { Issue } from '../../shared/errors/app-error';
import type { JsonValue } from '../../shared/json/json';
import type { View } from '../view/view';
import { describeIssue } from './describe-issue';
import { flowTexts } from './flow-texts';

/** Lists the errors and warnings of a flow: where each is, what it means and where to fix it. */
export function FlowIssues({ view, definition, issues }: { view: View; definition: JsonValue; issues: Issue[] }) {
  const t = flowTexts[view.language];
  return (
    <ul class="findings">
      {issues.map((issue) => {
        const { step, text, section } = describeIssue(definition, issue, view.language);
        return (
          <li>
            {step !== null && (
              <>
                {t.step} <bdi class="name">{step}</bdi>:{' '}
              </>
            )}
            {text === null ? (
              <span lang="en" dir="auto">
                {issue.message}
              </span>
            ) : (
              <span dir="auto">{text}</span>
            )}{' '}
            {section !== null && <a href={`/account/profile#${section}`}>{t.remedy[section]}</a>}{' '}
            {issue.path !== '' && <code class="hint">{issue.path}</code>}
          </li>
        );
      })}
    </ul>
  );
}
