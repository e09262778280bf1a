import type { FlowHistory, HistoryEntry } from '../../../domain/flows/history/read-history';
import { Time } from '../../format/time';
import type { View } from '../../view/view';
import { FlowLayout, flowPath } from '../flow-layout';
import type { FlowFacts } from '../words/flow-facts';
import { ChangeLines } from './change-lines';
import { changesInWords } from './change-words';
import { historyTexts } from './history-texts';

/** Who saved a version; nothing where it is no longer known. */
function Author({ view, author }: { view: View; author: HistoryEntry['author'] }) {
  const t = historyTexts[view.language];
  if (author === null) return null;
  const { actorType, actorName } = author;
  const named = actorName ?? '';
  if (named === '' || (actorType !== 'person' && actorType !== 'key')) return <span class="hint">{t.byUs}</span>;
  return (
    <span class="hint">
      <bdi>{actorType === 'person' ? t.by(named) : t.byKey(named)}</bdi>
    </span>
  );
}

/** The versions of a flow, newest first: what each changed in words, who saved it, and the way back to it. */
export function HistoryPage({
  view,
  history: { flow, versions, nextBefore },
  facts,
  done,
}: {
  view: View;
  history: FlowHistory;
  facts: Pick<FlowFacts, 'language' | 'templates' | 'choices'>;
  done: string | undefined;
}) {
  const t = historyTexts[view.language];
  const path = flowPath(flow.key);
  const linesOf = ({ changes, before, definition: after }: HistoryEntry): string[] =>
    changes && before ? changesInWords(changes, { before, after }, facts) : [];
  return (
    <FlowLayout view={view} flow={flow} page="history" done={done}>
      <section id="versions" aria-labelledby="versions-title">
        <h2 id="versions-title">{t.title}</h2>
        <p class="hint">{t.intro}</p>
        <ul class="versions">
          {versions.map((entry) => {
            const { version, createdAt, changes, author } = entry;
            const lines = linesOf(entry);
            return (
              <li>
                <p>
                  <strong>{t.version(version)}</strong>{' '}
                  {version === flow.version && <span class="pill done">{t.current}</span>}{' '}
                  <Time view={view} ms={createdAt} /> <Author view={view} author={author} />
                </p>
                {changes === null ? (
                  <p class="hint">{t.first}</p>
                ) : lines.length === 0 ? (
                  <p class="hint">{t.same}</p>
                ) : (
                  <ChangeLines language={view.language} lines={lines} />
                )}
                {version !== flow.version && (
                  <p class="actions">
                    {view.may('settings:write') && (
                      <a class="button quiet" href={`${path}/restore/${version}`}>
                        {t.restore}
                        <span class="visually-hidden"> {t.version(version)}</span>
                      </a>
                    )}
                    <a class="button plain" href={`${path}?version=${version}`}>
                      {t.show}
                      <span class="visually-hidden"> {t.version(version)}</span>
                    </a>
                  </p>
                )}
              </li>
            );
          })}
        </ul>
        {nextBefore !== null && (
          <p>
            <a href={`${flowPath(flow.key, 'history')}?before=${nextBefore}#versions`}>{t.older}</a>
          </p>
        )}
      </section>
    </FlowLayout>
  );
}
