import type { Flow } from '../../../db/flows/flows';
import type { Issue } from '../../../shared/errors/app-error';
import type { JsonObject } from '../../../shared/json/json';
import { Form } from '../../forms/form';
import type { View } from '../../view/view';
import { FlowLayout, flowPath } from '../flow-layout';
import { FlowIssues } from '../issues/flow-issues';
import { ChangeLines } from './change-lines';
import { historyTexts } from './history-texts';

/** Asks before an earlier version becomes current again, and says what that changes. */
export function RestorePage({
  view,
  flow,
  version,
  definition,
  lines,
  newTemplates,
  issues,
  hasChanged,
}: {
  view: View;
  flow: Flow;
  version: number;
  definition: JsonObject;
  lines: string[];
  newTemplates: number;
  /** Why it could not be restored. */
  issues: Issue[];
  /** Somebody has saved the flow after the question was asked. */
  hasChanged: boolean;
}) {
  const t = historyTexts[view.language];
  const history = flowPath(flow.key, 'history');
  return (
    <FlowLayout view={view} flow={flow} page="history">
      <section id="restore" aria-labelledby="restore-title">
        <h2 id="restore-title">{t.restoreTitle(version)}</h2>
        {hasChanged && (
          <p class="notice warn" role="alert">
            {t.changedSince}
          </p>
        )}
        {issues.length > 0 && (
          <div class="notice bad" role="alert">
            <p>{t.refused}</p>
            <FlowIssues view={view} flowKey={flow.key} definition={definition} issues={issues} />
          </div>
        )}
        {lines.length === 0 ? (
          <p>{t.restoreSame}</p>
        ) : (
          <>
            <p>{t.restoreHint}</p>
            <ChangeLines language={view.language} lines={lines} newTemplates={newTemplates} />
            {flow.active && <p>{t.restoreActive}</p>}
          </>
        )}
        <div class="actions">
          {lines.length > 0 && (
            <Form view={view} action={`${flowPath(flow.key)}/restore/${version}`}>
              <input type="hidden" name="version" value={String(flow.version)} />
              <button>{t.restoreYes}</button>
            </Form>
          )}
          <a class="button quiet" href={history}>
            {t.cancel}
          </a>
        </div>
      </section>
    </FlowLayout>
  );
}
