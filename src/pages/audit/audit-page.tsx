import type { AuditEntry } from '../../db/accounts/audit';
import type { AuditPageRows } from '../../db/pages/audit-pages';
import { ROLES } from '../../shared/access/roles';
import { EmptyState } from '../components/empty-state';
import { nameOfFlow } from '../flows/words/flow-name';
import { displayLabel } from '../format/display-label';
import { RelativeTime } from '../format/relative-time';
import { PageLayout } from '../layout/page-layout';
import { AUDIT_PATH } from '../people/audit-path';
import { peopleTexts } from '../people/people-texts';
import type { View } from '../view/view';
import { auditTexts } from './audit-texts';

/** The pages of what entries are about. */
const PAGES: Record<string, string> = {
  conversation: '/account/profile/conversations',
  request: '/account/profile/requests',
};

/** Who did it; what the Worker does by itself needs no kind beside its name. */
function Actor({ view, entry }: { view: View; entry: AuditEntry }) {
  const kind = auditTexts[view.language].actors[entry.actorType];
  if (entry.actorName === null) return <>{kind}</>;
  if (entry.actorType === 'person') return <bdi>{entry.actorName}</bdi>;
  return (
    <>
      {kind} <bdi>{entry.actorName}</bdi>
    </>
  );
}

/** What an entry is about: the names of its targets, and of its facts those that say who or what. */
function aboutOf(
  view: View,
  { action, actorId, targets, metadata }: AuditEntry,
  names: AuditPageRows['names'],
): string[] {
  const nameOf = (id: unknown) => names.find((each) => each.id === id)?.name;
  const named = targets
    // A message is about its conversation, whatever number it went out from.
    .filter(({ id, type }) => id !== actorId && !(action === 'message.sent' && type === 'channel'))
    .map(({ type, id }) => {
      const name = nameOf(id);
      return type === 'flow' && name !== undefined ? nameOfFlow(view.language, [{ key: id, name }], id) : name;
    });
  const { name, to, role } = metadata;
  const given = typeof name === 'string' ? name : undefined;
  const roleName = ROLES.find((each) => each === role);
  const all = [...named, given, nameOf(to), roleName && peopleTexts[view.language].roles[roleName]];
  return [...new Set(all)].filter((each) => each !== undefined);
}

function Entry({
  view,
  entry,
  names,
  now,
}: {
  view: View;
  entry: AuditEntry;
  names: AuditPageRows['names'];
  now: number;
}) {
  const t = auditTexts[view.language];
  const about = aboutOf(view, entry, names);
  const linked = entry.targets.find(({ type }) => Object.hasOwn(PAGES, type));
  const actor = entry.actorType === 'flow' ? names.find(({ id }) => id === entry.actorId)?.name : undefined;
  return (
    <li class="row-card">
      <p>
        <span class="name">
          <Actor view={view} entry={actor === undefined ? entry : { ...entry, actorName: actor }} />
        </span>
        {' · '}
        {displayLabel(t.actions, entry.action)}
        {about.length > 0 && (
          <>
            {': '}
            <bdi>{about.join(', ')}</bdi>
          </>
        )}
      </p>
      <p class="hint end">
        <RelativeTime view={view} ms={entry.occurredAt} now={now} />
        {linked && (
          <>
            {' · '}
            <a href={`${PAGES[linked.type]}/${linked.id}`}>{t.open}</a>
          </>
        )}
      </p>
    </li>
  );
}

/** The audit log in words, the newest entries first. */
export function AuditPage({
  view,
  rows: { entries, names },
  isFirst,
  now,
}: {
  view: View;
  rows: AuditPageRows;
  isFirst: boolean;
  now: number;
}) {
  const t = auditTexts[view.language];
  const last = entries.rows.at(-1);
  return (
    <PageLayout
      view={view}
      title={t.title}
      navSection="people"
      back={{ href: '/account/profile/people', label: t.back }}
      isReadOnlyNoted={false}
    >
      <p>{t.about}</p>
      {entries.rows.length === 0 ? (
        <EmptyState icon="clock" text={t.none} />
      ) : (
        <ul class="rows" aria-label={t.title}>
          {entries.rows.map((entry) => (
            <Entry view={view} entry={entry} names={names} now={now} />
          ))}
        </ul>
      )}
      <p class="pages">
        {!isFirst && <a href={AUDIT_PATH}>{t.newest}</a>}
        {entries.more && last && (
          <a href={`${AUDIT_PATH}?before=${last.seq}`} rel="next">
            {t.next}
          </a>
        )}
      </p>
    </PageLayout>
  );
}
