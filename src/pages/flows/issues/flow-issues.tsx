import type { Issue } from '../../../shared/errors/app-error';
import type { JsonValue } from '../../../shared/json/json';
import { displayLabel } from '../../format/display-label';
import { labelTexts } from '../../format/label-texts';
import type { View } from '../../view/view';
import { flowPath } from '../flow-layout';
import { flowTexts } from '../flow-texts';
import { describeIssue } from './describe-issue';

const remedyPath = (section: 'whatsapp' | 'shopify' | 'settings', flowKey: string): string =>
  section === 'settings' ? flowPath(flowKey, 'settings') : `/account/profile#${section}`;

/** Lists the errors and warnings of a flow: where each is, what it means and where to fix it. */
export function FlowIssues({
  view,
  flowKey,
  definition,
  issues,
}: {
  view: View;
  flowKey: string;
  definition: JsonValue;
  issues: Issue[];
}) {
  const { language } = view;
  const t = flowTexts[language];
  return (
    <ul class="findings">
      {issues.map((issue) => {
        const { step, setting, text, section } = describeIssue(definition, issue, language);
        return (
          <li>
            {step !== null && `${t.step(step.position, displayLabel(labelTexts[language].step, step.kind))}: `}
            {setting !== null && (
              <>
                <bdi class="name">{setting}</bdi>:{' '}
              </>
            )}
            {text === null ? (
              <span lang="en" dir="auto">
                {issue.message}
              </span>
            ) : (
              <span dir="auto">{text}</span>
            )}{' '}
            {section !== null && <a href={remedyPath(section, flowKey)}>{t.remedy[section]}</a>}
          </li>
        );
      })}
    </ul>
  );
}
