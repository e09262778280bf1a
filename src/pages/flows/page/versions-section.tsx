import type { FlowDetails } from '../../../domain/flows/read-flow';
import { Time } from '../../format/time';
import type { View } from '../../view/view';
import { flowTexts } from '../flow-texts';
import { ChangeList, countChanges } from './change-list';

/** The versions of a flow, newest first, each with its changes. */
export function VersionsSection({ view, seen }: { view: View; seen: FlowDetails }) {
  const t = flowTexts[view.language];
  const { flow, versions, nextBefore: olderThan } = seen;
  const path = `/account/profile/flows/${flow.key}`;
  return (
    <section id="versions" aria-labelledby="versions-title">
      <h2 id="versions-title">{t.versions}</h2>
      <ul class="versions">
        {versions.map(({ version, createdAt, changes }) => (
          <li>
            <a href={`${path}?version=${version}`} aria-current={version === seen.version ? 'true' : undefined}>
              {t.version} {version}
            </a>{' '}
            {version === flow.version && <span class="state done">{t.current}</span>}{' '}
            {version === seen.version && <span class="hint">{t.shown}</span>} <Time view={view} ms={createdAt} />
            {changes === null && <p class="hint">{t.first}</p>}
            {changes !== null && countChanges(changes) === 0 && <p class="hint">{t.same}</p>}
            {changes !== null && countChanges(changes) > 0 && (
              <details>
                <summary>{t.changes(countChanges(changes))}</summary>
                <ChangeList language={view.language} changes={changes} />
              </details>
            )}
          </li>
        ))}
      </ul>
      {olderThan !== null && (
        <p>
          <a href={`${path}?before=${olderThan}#versions`}>{t.more}</a>
        </p>
      )}
    </section>
  );
}
