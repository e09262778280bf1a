import type { Template } from '../../../db/channels/templates';

/** A difference between what was known of a template and what Meta lists. */
type ListedChange = Pick<Template, 'accountId' | 'wabaId' | 'name' | 'language' | 'reason'> &
  Partial<Pick<Template, 'status' | 'category'>>;

const keyOf = ({ name, language }: Template): string => `${name}/${language}`;

/** Returns a listed template with what only Meta's webhooks report, as long as it holds. */
function withKnown(row: Template, known: Template | undefined): Template {
  if (!known) return row;
  const isSame = known.status === row.status && known.reason === row.reason;
  const isRecategorised = known.category !== row.category;
  return {
    ...row,
    recommendation: isSame ? known.recommendation : null,
    previousCategory: isRecategorised ? known.category : known.previousCategory,
    announcedCategory: known.announcedCategory === row.category ? null : known.announcedCategory,
  };
}

/** Compares the templates that Meta lists with those that were known. A template that was not known is no change. */
export function followChanges(before: Template[], listed: Template[]): { kept: Template[]; changes: ListedChange[] } {
  const known = new Map(before.map((row) => [keyOf(row), row]));
  const changes = listed.flatMap((row): ListedChange[] => {
    const old = known.get(keyOf(row));
    if (!old || (old.status === row.status && old.category === row.category)) return [];
    const { accountId, wabaId, name, language, reason } = row;
    const template = { accountId, wabaId, name, language, reason };
    return [
      {
        ...template,
        ...(old.status === row.status ? {} : { status: row.status }),
        ...(old.category === row.category ? {} : { category: row.category }),
      },
    ];
  });
  return { kept: listed.map((row) => withKnown(row, known.get(keyOf(row)))), changes };
}
