import { unstable_splitSqlQuery } from 'wrangler';

/** What the version that still runs could not bear, or could not be undone; only a contracting migration may do it. */
const BREAKING_STATEMENTS: [RegExp, string][] = [
  [/\bdrop\s+table\b/i, 'drops a table'],
  [/\bdrop\s+column\b/i, 'drops a column'],
  [/\balter\s+table\b.*\brename\b/i, 'renames'],
  [/\b__new_/i, 'rebuilds a table'],
  [/\bdrop\s+index\b/i, 'drops an index, by which the version that runs may resolve its conflicts'],
  [
    /\badd\b(?!.*\bdefault\b).*\bnot\s+null\b/i,
    'adds a column that what the version that runs writes has no value for',
  ],
];
/** Never right here, whatever a comment says: D1 ignores foreign_keys=OFF, so a rebuild would delete the children. */
const FORBIDDEN_STATEMENTS: [RegExp, string][] = [[/\bon\s+(delete|update)\s+cascade\b/i, 'cascades']];

const CONTRACT = /^-- contract: .{20,}$/m;
const NAME = '[`"]?(\\w+)[`"]?';

const withoutComments = (sql: string): string =>
  sql
    .replaceAll(/^\s*--.*$/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Whether a unique index is over what the version that runs never writes: a new table, or a new column that may be null. */
function isOnNewColumns(index: RegExpExecArray, statements: string[]): boolean {
  const [, table = '', columns = ''] = index;
  return statements.some((statement) => {
    if (new RegExp(`^create table (if not exists )?[\`"]?${table}[\`"]?[ (]`, 'i').test(statement)) return true;
    const added = new RegExp(`^alter table [\`"]?${table}[\`"]? add (column )?${NAME}(.*)$`, 'i').exec(statement);
    if (!added || /\bdefault\b/i.test(added[3] ?? '')) return false;
    return new RegExp(`\\b${added[2]}\\b`).test(columns);
  });
}

/**
 * What a migration does that the Worker version before it may not survive (expand, then contract: docs/deployment.md).
 * A file that says `-- contract: <why it is safe>` may break the version before, as nothing uses what it takes away.
 */
export function brokenRules(sql: string): string[] {
  const statements = unstable_splitSqlQuery(sql).map(withoutComments);
  const contracts = CONTRACT.test(sql);
  return statements.flatMap((statement) => {
    const found = [...FORBIDDEN_STATEMENTS, ...(contracts ? [] : BREAKING_STATEMENTS)]
      .filter(([pattern]) => pattern.test(statement))
      .map(([, what]) => what);
    const unique = new RegExp(`^create unique index (?:if not exists )?\\S+ on ${NAME} ?\\((.*)$`, 'i').exec(statement);
    if (unique && !contracts && !isOnNewColumns(unique, statements)) found.push('makes unique what is already written');
    return found.map((what) => `${what}: ${statement.slice(0, 100)}`);
  });
}
